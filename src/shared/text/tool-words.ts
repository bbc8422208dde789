// Lists the words of tools' complaints, which say that something failed and nothing about this code.

const WORDS = `
abort access address allow already api app appear archive argument array assert assertion attempt attribute available await
base bad binary block body branch bug build built bytes
cache call cannot catch caused change char character check child class clean clone close code column command commit compile
complete config configuration configured conflict connect connection contain content context continue copy correct could count create current
data debug declare declared default define defined delete denied dependency depend deprecated detail dev dir directory does done download
element empty enclosed encountered end entry enable environment err error event exception exec execute exist exit expect expected export expression
fail failed failing failure false fatal fetch field file find first fix flag folder following force format formatter found fresh function
get git give given global go got
handle head help hint home host http https
identifier ignore import include incorrect index info init input install instead int integer internal invalid is issue item
java js json jsx key kill killed known
last length level lib library like limit line link lint list listen literal load local location lock log long look lookup
main make manifest master match max maybe memory merge message method min missing mode modify module most move
name named needs network new next no node none not note nothing npm npx null number
object octal offline ok old one only open operation option origin os out output
package page parameter parse parser passed patch path pattern pending permission pip pipe please pnpm pointer port position possible present previous print private problem process program project promise properties property provide public pull push py python
query quote quotes
raise range reading read reason recent reference reference referenced refuse refused register reject rejected related remote remove report repository request require required resolve resource response result return returned root row rule run running runtime
save script search see segmentation send server session set setting sh shell show signal signature size skip source spawn specified src stack stage standard start stat state status stderr stdin stdout step stop string style success suite summary support supported switch symbol syntax sys system
tag target task temp temporary terminal test tests text throw thrown time timeout tmp token too total trace traceback track tree true try ts tsc tsx tty txt type typeerror
unable unary unbound uncaught undefined unexpected unhandled unknown unresolved untracked update upstream uri url usage use used user using
valid validation value valueerror variable verbose version
wait warn warning was were when while work working would write wrong
yarn yes zero zip
syntaxerror referenceerror assertionerror keyerror indexerror attributeerror importerror modulenotfounderror nameerror filenotfounderror oserror runtimeerror zerodivisionerror rangeerror exception enoent eacces eexist eperm econnrefused etimedout`;

const TOOL_WORDS: ReadonlySet<string> = new Set(WORDS.trim().split(/\s+/));

/** Removes inflections as far as English spelling is regular. */
export function isToolWord(word: string): boolean {
  const lower = word.toLowerCase();
  return (
    TOOL_WORDS.has(lower) ||
    TOOL_WORDS.has(lower.replace(/(?:ies)$/, "y")) ||
    TOOL_WORDS.has(lower.replace(/(?:es|ed|ing|s)$/, "")) ||
    TOOL_WORDS.has(lower.replace(/(?:ed|ing|s)$/, "e")) ||
    TOOL_WORDS.has(lower.replace(/s$/, "")) ||
    /^\d{1,2}$/.test(lower)
  );
}
