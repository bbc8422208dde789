// Lists everyday words, which appear in texts about anything, and file endings.

export const EVERYDAY = `
  able about above across act actual add afraid after afternoon again against age ago agree ahead air allow
  almost alone along already also although always am among amount and animal another answer any anyone
  anything appear apply area argue arm around arrive art ask at attention autumn away baby back bad bag ball
  bank bar base basic be beautiful become bed before begin beginner behind believe below best better between
  big bit black blue board boat body book born both bottom box boy brain bread break bring brother brown
  build burn business busy but buy by call came can car card care carry cat catch cause center centre
  certain chair chance change cheap check child children choice choose church circle city class clean clear
  climb clock close clothes cold collect color colour come common community company compare complete
  consider contain continue control cook cool copy corner correct cost could count country couple course
  cover create cross cry cup current cut daily damage dance danger dark data date daughter day dead deal
  dear death decide deep degree deliver depend describe design detail develop die differ difference
  different difficult dinner direct dirty discover discuss distance do doctor dog door doubt down draw dream
  dress drink drive drop dry due during each ear early earn earth east easy eat edge education effect effort
  egg eight either else empty end energy engine enjoy enough enter entire equal especially even evening
  event ever every everyone everything evidence exact example excellent except excite exercise exist expect
  expensive experience expert explain extra eye face fact fail fair fall false family famous far farm fast
  fat father favourite fear feed feel feet fell few field fight figure fill final find fine finger finish
  fire first fish fit five fix flat floor flower fly focus follow food foot for force foreign forget form
  forward found four free fresh friday friend from front fruit full fun funny further future game garden gas
  general get gift girl give glad glass go goal gold gone good got grandmother great green ground group grow
  guess guest guide hair half hand handle hang happen happy hard hat have head health hear heart heat heavy
  height hello help her here hi high hill him history hit hold hole holiday home hope horse hospital hot
  hotel hour house how however huge human hundred hungry hurt husband ice idea if imagine important improve
  in include increase indeed inside instead interest into island issue it item january job join joke joy
  july jump june just keep kid kill kind king kitchen knee knife knock know lady lake land language large
  last late laugh law lay lead learn least leave left leg less lesson let letter level lie life lift light
  like likely limit line list listen little live load local lock long look lose lost lot loud love low lunch
  machine mad main make man many map march mark market match matter may maybe me meal mean measure meat meet
  member memory mention message middle might mile milk million mind mine minute miss mistake mix modern
  moment monday money month moon more morning most mother mountain mouth move movie much music must my name
  narrow nation nature near necessary need never new news next nice night nine no noise none normal north
  nose not note nothing notice now number object obvious occur october of off offer office often oil old on
  once one only open opinion opposite or orange order ordinary other our out outside oven over own page pain
  paint pair paper parent park part party pass past path pay people perfect perhaps period person phone
  photo pick picture piece place plan plant play player please point poor popular position possible pound
  power practice prefer prepare present press pretty price print private probably problem produce promise
  proper protect prove public pull purpose push put quality quarter question quick quiet quite rabbit race
  rain raise range rather reach read ready real reason receive recent recommend record red regular relation
  remain remember remove repair repeat replace reply report require reserve rest result return rich ride
  right ring rise river road rock role roll room round rule run sad safe same sand saturday save say scale
  school science sea search season seat second secret see seem sell send sense separate serious serve set
  seven several shade shadow shake shape share sharp she sheet shelf shine ship shoe shop short should shout
  show shut sick side sight sign silver similar simple since sing single sister sit situation six size skin
  sky sleep slice slide slight slow small smell smile smooth snow so social soft some someone something
  sometimes son song soon sort sound south space speak special speech speed spend spoke sport spot spring
  square stage stand star start state station stay step still stop store story straight strange street
  strength strong student study stuff style such sudden sugar suggest summary summer sun sunday supply
  support suppose sure surface surprise swim symptom system table tail take talk tall taste teach team tell
  ten tend term test than thank that the their them then there these they thick thin thing think third this
  those though thought thousand three through throw thursday tie tight time tiny tip tired to today together
  tomorrow tonight too tool tooth top total touch toward town trade train translate travel treat tree trip
  trouble true trust try tuesday turn twelve twenty twice two type understand unit until up upon us use
  useful usual value van various very view village visit voice wait walk wall want war warm wash watch water
  way we wear weather wedding wednesday week weight welcome well were west wet what wheel when where whether
  which while white who whole whose why wide wife wild will win wind window wine winter wish with within
  without woman wonder wood word work world worry worse worst worth would write wrong yard year yellow yes
  yesterday yet you young your zero
  cjs cpp css csv go htm html ini java js json jsx kt lock log md mjs php py rb rs scss sh sql svg toml ts tsx txt xml
  yaml yml`;
