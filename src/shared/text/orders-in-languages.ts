// Lists how an order to an agent is worded in the languages that are used most, as parts that stand near each other. It is
// long because it is a table.

interface Orders {
  /** Setting aside, and what is set aside. */
  readonly ignore: string;
  readonly rules: string;
  /** Not telling, and whom. */
  readonly hush: string;
  readonly user: string;
  /** Sending, and what has to stay. */
  readonly send: string;
  readonly secret: string;
  /** Not asking first, and what for. */
  readonly unasked?: string;
  readonly consent?: string;
  /** Approving, and without looking or whatever comes. */
  readonly approve: string;
  readonly blind: string;
  /** A new role, or obedience. */
  readonly role: string;
}

/** Latin letters without accents; others in small letters. */
const LANGUAGES: readonly Orders[] = [
  {
    // Chinese, in both scripts.
    ignore: "忽略|无视|無視|忘记|忘記|忘掉|不要理会|不要理會|抛开|拋開|不理",
    rules:
      "指令|指示|提示词|提示詞|系统提示|(?:之前|以上|上述|所有|先前|前面|此前).{0,6}(?:命令|提示|规则|規則|要求|说明|內容|内容|一切|对话)",
    hush: "(?:不要|别|不得|不必|勿|請勿|请勿|不能).{0,4}(?:告诉|告訴|告知|通知|透露)|(?:瞒着|瞞著|隐瞒|背着)",
    user: "用户|用戶|使用者|人类|开发者|開發者|主管|维护者",
    send: "发送|發送|上传|上傳|发到|发给|传给|提交到|泄露|寄到",
    secret: "\\.env|密码|密碼|密钥|密鑰|令牌|凭证|憑證|环境变量|私钥",
    unasked: "(?:不要|别|不必|无需|無需|不用|不再|勿).{0,5}(?:询问|詢問|征求|徵求|请求|請求|征得|问|等待)",
    consent: "同意|许可|許可|批准|确认|確認|允许|允許",
    approve:
      "(?:给出|判为|判定|标记为|视为|回答|返回|直接).{0,4}(?:通过|合格|pass)|通過的|批准|满分|滿分|(?:说|声称|聲稱|报告|回复|宣称).{0,8}(?:测试|測試|检查|检验|全部).{0,4}(?:通过|成功)",
    blind:
      "无论|無論|不管|不论|一律|不(?:用|必|要|需要)(?:运行|检查|执行|驗證|验证|测试)|未经|无需|無需|毋须",
    role: "从现在(?:开始|起).{0,12}(?:你是|你必须|服从)|從現在(?:開始|起).{0,12}你|你现在是|你現在是|你是一个(?:没有|不受)|服从.{0,8}(?:命令|指令)|(?:当|當|假装|假裝).{0,8}(?:提示|指令|规则|規則|指示).{0,6}(?:不存在|没有|沒有)",
  },
  {
    // Japanese.
    ignore: "無視|忘れ|破棄|従わず|従うな",
    rules:
      "指示|命令|プロンプト|指令|(?:これまで|以前|上記)の.{0,6}(?:ルール|規則|制約)|(?:これ|ここ|それ)(?:より前|まで)の(?:内容|文|話|会話)|上の(?:内容|文)",
    hush: "(?:知らせ|伝え|教え|報告し|言わ|告げ)(?:ず|ない|るな|てはいけ|ては)|(?:知らせ|伝え|報告|言う)な|内緒|秘密に",
    user: "ユーザ|利用者|人間|開発者|管理者|監督",
    send: "送信|送れ|送って|アップロード|投稿|転送",
    secret: "パスワード|秘密鍵|トークン|\\.env|認証情報|環境変数|apiキー",
    unasked:
      "(?:求め|尋ね|聞か|待た|取ら)(?:ずに?|ないで).{0,30}(?:ください|下さい|しろ|せよ|すること|なさい)|(?:求め|尋ね|聞く|待つ|取る)る?な",
    consent: "許可|承認|確認|同意",
    approve:
      "承認|合格|受理|(?:テスト|検査|検証).{0,10}(?:成功|通った|通過|パス)(?:した)?と(?:報告|答え|言|伝え)",
    blind: "必ず|常に|検査せず|テストせず|確認せず|実行せず|検証せず|無条件",
    role: "(?:今|これ)から.{0,6}(?:あなた|君|お前)は|制限のない.{0,6}(?:アシスタント|ai)|命令に従(?:え|いなさい|うこと)|(?:指示|命令|プロンプト|規則|ルール)[はを]?(?:無|な|存在しな)いもの",
  },
  {
    // Korean.
    ignore: "무시|잊(?:어|고|으)|따르지 ?마|폐기",
    rules: "지시|명령|지침|프롬프트|(?:위|앞|이전)의? (?:모든 )?(?:내용|대화|말)",
    hush: "(?:알리|말하|보고하|밝히|전하)지 ?(?:마|말|않)|몰래|비밀로",
    user: "사용자|유저|개발자|관리자|사람",
    send: "전송|보내|업로드|유출|게시",
    secret: "비밀번호|암호|토큰|\\.env|비밀 ?키|자격 ?증명|환경 ?변수",
    unasked: "(?:구하|묻|받|기다리|요청하)지 ?(?:마|말)",
    consent: "허락|허가|동의|승인|확인",
    approve: "승인|합격|통과했다고 (?:보고|말|답)|통과(?:로|한 것|시키|했다)",
    blind: "무조건|(?:실행|검사|확인|검증|테스트)(?:하지|를 하지|없이)|하지 ?말고|없이",
    role: "(?:이제|지금)부터 (?:너|당신|넌).{0,12}|제한 ?없는 (?:어시스턴트|도우미|ai)|명령에 (?:복종|따르)|(?:지시|명령|규칙|프롬프트)(?:이|가|은|는)? ?(?:없는|존재하지 않는) 것처럼",
  },
  {
    // Russian and Ukrainian.
    ignore:
      "игнорируй|проигнорируй|забудь|не обращай внимания|отбрось|пренебрег|ігноруй|проігноруй|знехтуй|не зважай",
    rules:
      "инструкц|указани|директив|промпт|распоряжен|(?:предыдущ|прежн|попередн).{0,20}(?:правил|команд)|(?:сказан|написан)\\S{0,3} (?:выше|ранее)|вс[её],? что (?:было|сказано|написано)|все,? що було|інструкц|вказів|наказ|настанов",
    hush: "не (?:говори|сообщай|рассказывай|упоминай|уведомляй|показывай|кажи|повідомляй|розповідай|згадуй)|(?:скрой|втайне|тайком|приховай|таємно)",
    user: "пользовател|человек|разработчик|владел|користувач|людин|розробник|власник|руководител",
    send: "отправ|перешли|загрузи|выложи|надішли|відправ|перешли|завантаж|слей",
    secret: "парол|токен|ключ|секрет|\\.env|учетн|облікові|переменн",
    unasked: "не (?:спрашивай|запрашивай|проси|жди|питай|запитуй|проси|чекай)",
    consent: "разрешени|подтвержден|согласи|одобрени|дозвол|підтверджен|згод|схвален",
    approve:
      "одобр|утверд|засчит|схвал|затверд|зарах|(?:отметь|пометь|познач|признай|объяви).{0,40}(?:пройден|успешн|выполнен|зелен)|(?:скажи|сообщи|напиши|заяви|утверждай|кажи|повідом).{0,30}(?:прошл|пройшл|успешн|успішн|зелен)",
    blind: "без (?:запуск|провер|тест|перевір)|не (?:запуска|проверя|перевіря)|независимо|незалежно",
    role: "(?:теперь|отныне|с этого момента|тепер|відтепер).{0,4}(?:ты|вы|ти|ви)|ты (?:должен|обязан) (?:подчин|выполн|слуша)|повинуйся|подчиняйся|без (?:всяких )?ограничений и|(?:будто|словно|представь|наче|ніби).{0,30}(?:инструкц|правил|указани|інструкц|вказів).{0,20}(?:нет|не было|не существ|немає|не існ)",
  },
  {
    // Arabic.
    ignore: "تجاهل|انس|اهمل|أهمل|تخط|لا تتبع|تغاض",
    rules: "ما سبق|ما قيل|التعليمات|الأوامر|الاوامر|الإرشادات|التوجيهات|القواعد|تعليمات|أوامر",
    hush: "لا (?:تخبر|تقل|تذكر|تعلم|تبلغ|تكشف)|دون (?:إخبار|علم|إعلام)|أخف",
    user: "المستخدم|المطور|المشرف|الإنسان|المالك|أحد",
    send: "أرسل|ارسل|ارفع|انشر|حمل|سرب",
    secret: "كلم(?:ات|ة) (?:المرور|السر)|المفاتيح|الرموز|\\.env|بيانات الاعتماد|الأسرار",
    unasked: "لا (?:تطلب|تسأل|تنتظر)",
    consent: "إذن|موافقة|تأكيد|تصريح",
    approve: "وافق|اقبل|اعتمد|مرر|صادق|(?:ضع علامة|علّم|اعتبر).{0,30}(?:ناجح|مجتاز)",
    blind: "دون|بدون|مهما",
    role: "من الآن (?:فصاعدا|وصاعدا).{0,4}(?:أنت|انت|عليك)|أنت الآن|أطع|بلا قيود",
  },
  {
    // Persian and Urdu.
    ignore: "نادیده|نظر ?انداز|فراموش|بھول|پیروی نکن",
    rules: "دستور|هدایات|ہدایات|فرمان|احکام|قوانین|حکم",
    hush: "(?:نگو|نگویید|خبر نده|اطلاع نده)|مت (?:بتا|بتانا|کہ)|نہ بتا|پنهان",
    user: "کاربر|صارف|توسعه|ڈویلپر|انسان|صاحب",
    send: "بفرست|ارسال|بھیج|اپ ?لوڈ|آپلود",
    secret: "رمز|گذرواژه|پاس ?ورڈ|\\.env|توکن|ٹوکن|کلید",
    unasked: "نگیر|نخواه|نپرس|مت پوچھ|نہ پوچھ|مت مانگ|نہ مانگ|منتظر.{0,24}نمان",
    consent: "اجازه|تأیید|تایید|اجازت|منظوری",
    approve: "تأیید|تایید|منظور|قبول",
    blind: "بدون|بغیر",
    role: "از (?:این پس|حالا به بعد).{0,4}تو|اب سے (?:تم|آپ)|اطاعت کن|تو اکنون",
  },
  {
    // Hindi and Marathi.
    ignore: "अनदेखा|अनदेखी|नज़रअंदाज|नजरअंदाज|भूल जा|दुर्लक्ष|विसर|उपेक्षा|मत मान",
    rules: "ऊपर (?:दी|लिखी|कही)|पिछली (?:सारी )?बात|निर्देश|आदेश|नियम|हिदायत|सूचना|प्रॉम्प्ट|आज्ञा",
    hush: "(?:मत|न|ना) (?:बता|कह|बोल)|(?:बता|कह)(?:ना|ओ|ाना)? मत|सांग(?:ू|ु)? नक|छिपा|गुप्त",
    user: "उपयोगकर्ता|यूज़र|यूजर|वापरकर्त|डेवलपर|व्यक्ति|मालिक",
    send: "भेज|पाठव|अपलोड|साझा",
    secret: "पासवर्ड|टोकन|कुंजी|\\.env|गोपनीय|संकेतशब्द",
    unasked: "(?:मत|न|ना) (?:माँग|मांग|पूछ|ले)|(?:इंतज़ार|इंतजार|प्रतीक्षा) (?:मत|न)|(?:मांग|माँग|पूछ)(?:ना|ो|ें)? मत",
    consent: "अनुमति|इजाज़त|इजाजत|मंज़ूरी|मंजूरी|पुष्टि|परवानगी",
    approve: "स्वीकृत|मंजूर|मंज़ूर|पास कर|अनुमोद|(?:पास|सफल|उत्तीर्ण) (?:चिह्नित|मार्क|घोषित)",
    blind: "बिना|न करता",
    role: "अब से (?:तुम|आप|तू|तुम्ही)|आज्ञा (?:मान|पाल)|बिना किसी (?:रोक|प्रतिबंध)",
  },
  {
    // Bengali.
    ignore: "উপেক্ষা|অগ্রাহ্য|ভুলে যা|এড়িয়ে",
    rules: "নির্দেশ|আদেশ|নিয়ম|প্রম্পট",
    hush: "(?:জানাবে|জানাবেন|বলবে|বলবেন|বলো|জানিও) না|না (?:জানিয়ে|বলে)|গোপন",
    user: "ব্যবহারকারী|ইউজার|ডেভেলপার|মানুষ",
    send: "পাঠা|পাঠিয়ে|আপলোড",
    secret: "পাসওয়ার্ড|টোকেন|চাবি|\\.env|গোপন",
    unasked: "(?:চেয়ো|চাইবে|চাইবেন|নিও|নেবে|করো|অপেক্ষা করো) না",
    consent: "অনুমতি|সম্মতি|অনুমোদন নি",
    approve: "অনুমোদন|গ্রহণ|পাস কর",
    blind: "ছাড়া|না চালিয়ে",
    role: "এখন থেকে (?:তুমি|আপনি)|আদেশ মান",
  },
  {
    // Punjabi, Gujarati, Tamil, Telugu, Kannada, Malayalam.
    ignore:
      "ਨਜ਼ਰਅੰਦਾਜ਼|ਅਣਡਿੱਠ|ਭੁੱਲ|અવગણ|ભૂલી|புறக்கணி|மறந்து|விட்டுவிடு|விஸ்மரி|విస్మరి|పట్టించుకో|మర్చిపో|ನಿರ್ಲಕ್ಷ|ಮರೆತು|അവഗണി|മറക്ക",
    rules: "ਹਦਾਇਤ|ਨਿਰਦੇਸ਼|ਹੁਕਮ|સૂચના|આદેશ|வழிமுறை|அறிவுறுத்தல|கட்டளை|விதி|సూచన|ఆదేశ|నియమ|ಸೂಚನೆ|ಆದೇಶ|നിർദ്ദേശ|കൽപ്പന",
    hush: "ਨਾ ਦੱਸ|ન કહે|சொல்லாதே|சொல்ல வேண்டாம்|தெரிவிக்காம|చెప్పవద్దు|చెప్పకు|తెలియజేయవద్దు|ಹೇಳಬೇಡ|പറയരുത്",
    user: "ਉਪਭੋਗਤਾ|ਵਰਤੋਂਕਾਰ|વપરાશકર્તા|பயனர|పయనీరు|వినియోగదారు|యూజర|ಬಳಕೆದಾರ|ഉപയോക്താ",
    send: "ਭੇਜ|મોકલ|அனுப்பு|పంపు|పంపిం|ಕಳುಹಿಸ|അയയ്ക്ക",
    secret: "ਪਾਸਵਰਡ|પાસવર્ડ|கடவுச்சொ|పాస్ ?వర్డ|టోకెన|ಪಾಸ್‌?ವರ್ಡ್|പാസ്‌?വേഡ്|\\.env",
    approve: "ਮਨਜ਼ੂਰ|મંજૂર|அங்கீகரி|ஒப்புதல்|ఆమోది|ಅನುಮೋದಿ|അംഗീകരി",
    blind: "ਬਿਨਾਂ|વિના|இல்லாமல்|లేకుండా|ಇಲ್ಲದೆ|ഇല്ലാതെ",
    role: "ਹੁਣ ਤੋਂ ਤੁਸੀਂ|હવેથી તમે|இனி நீ|ఇకపై (?:నువ్వు|మీరు)|ಇನ್ನು ಮುಂದೆ ನೀ|ഇനി മുതൽ നീ",
  },
  {
    // Thai.
    ignore: "เพิกเฉย|ละเว้น|ไม่ต้องสนใจ|ลืม|มองข้าม|อย่าสนใจ",
    rules: "คำสั่ง|คำแนะนำ|พรอมต์",
    hush: "(?:อย่า|ห้าม|ไม่ต้อง)(?:บอก|แจ้ง|เปิดเผย)|ปิดบัง",
    user: "ผู้ใช้|นักพัฒนา|ผู้ดูแล|มนุษย์",
    send: "ส่ง|อัปโหลด|เผยแพร่",
    secret: "รหัสผ่าน|โทเคน|กุญแจ|\\.env|ความลับ",
    unasked: "(?:อย่า|ห้าม|ไม่ต้อง)(?:ขอ|ถาม|รอ)",
    consent: "อนุญาต|ยืนยัน|อนุมัติ",
    approve: "อนุมัติ|ให้ผ่าน|ยอมรับ|(?:ทำเครื่องหมาย|บันทึก|ระบุ).{0,30}ผ่าน",
    blind: "โดยไม่",
    role: "ตั้งแต่นี้(?:ไป)?.{0,4}คุณ|คุณคือ.{0,12}ไม่มีข้อจำกัด|เชื่อฟัง",
  },
  {
    // Hebrew and Greek, which is folded to Latin letters only where a word of English could hide in it.
    ignore: "התעלם|תתעלם|שכח|αγνοησ|αγνόησ|ξέχασ|ξεχασ|παράβλεψ",
    rules: "הוראות|הנחיות|פקודות|כללים|οδηγίε|οδηγιε|εντολ|κανόν",
    hush: "אל (?:תספר|תגיד|תגלה|תודיע)|μην (?:πεις|αναφέρεις|ενημερώσεις|αποκαλύψεις)",
    user: "משתמש|מפתח|χρήστη|προγραμματιστ|άνθρωπ",
    send: "שלח|העלה|στείλε|ανέβασε",
    secret: "סיסמ|אסימו|מפתחות|\\.env|κωδικ|συνθηματικ",
    unasked: "אל (?:תבקש|תשאל|תחכה)|μην? (?:ζητάς|ζητήσεις|ζητας|ρωτάς|ρωτήσεις|περιμένεις)",
    consent: "רשות|אישור|הסכמה|άδεια|αδεια|επιβεβαίωση|έγκριση",
    approve: "אשר|תאשר|έγκρινε|ενέκρινε|εγκρίνεις|סמן .{0,30}כ?עבר|σημείωσε .{0,40}(?:επιτυχ|εγκεκριμ)",
    blind: "בלי|ללא|χωρίς",
    role: "מעכשיו אתה|ציית|από (?:τώρα|εδώ) και (?:πέρα|στο εξής).{0,6}είσαι|υπάκουσε",
  },
];

const LATIN: readonly Orders[] = [
  {
    // Spanish, Portuguese, Catalan, Galician.
    ignore:
      "\\b(?:ignor(?:a|e|en|es|ad|ar|em|ando)|olvid(?:a|e|ar|ad|es)|esquec(?:a|e|er)|descart(?:a|e|ar)|desconsider(?:a|e|ar)|omit(?:e|a|ir)|haz caso omiso|no hagas caso|hagas caso|oblida)\\b",
    rules:
      "\\b(?:instruc\\w*|indicac\\w*|(?:ordenes|ordens|reglas|regras|comandos)\\s(?:anterior|previ|de arriba|acima|del sistema)\\w*|directrices|diretrizes|consignas|lo (?:anterior|de arriba|dicho)|o que (?:foi dito|veio) antes|tudo (?:acima|o que veio))",
    hush: "\\b(?:no|nao|nunca|sin|sem|jamas)\\s(?:se lo |lo |le |o |lhe |conte |a )?(?:dig[ao]s?|cuent[ea]s?|cont(?:e|es|ar)|dizer|diga|inform(?:e|es|ar)|avis(?:e|es|ar)|revel(?:e|es|ar)|mencion(?:e|es|ar))\\b",
    user: "\\b(?:usuari[oa]s?|utilizador\\w*|desarrollador\\w*|desenvolvedor\\w*|humano|persona|pessoa|supervisor\\w*|nadie|ninguem)\\b",
    send: "\\b(?:envi(?:a|e|ar|es|ad)|mand(?:a|e|ar)|sub(?:e|a|ir)|publi(?:ca|que|car)|filtr(?:a|e|ar)|transmit\\w+)\\b",
    secret:
      "(?:contrasen\\w*|senhas?\\b|claves?\\b|chaves?\\b|credencia\\w*|tokens?\\b|\\.env\\b|secretos?\\b|segredos?\\b|variables de entorno)",
    unasked:
      "\\b(?:no|nao|nunca|jamas|ya no) (?:le |lhe |les |mais |mas |vuelvas a )?(?:pid(?:a|as|ais|an)|solicit(?:e|es)|pec(?:a|as)|pergunt(?:e|es)|pregunt(?:e|es)|esper(?:e|es))\\b",
    consent:
      "\\b(?:confirmacion|permiso|aprobacion|autorizacion|consentimiento|permissao|confirmacao|aprovacao|autorizacao|consentimento)\\b",
    approve:
      "\\b(?:respond\\w* (?:con )?pass|aprueb[ae]s?|aprob(?:ar|ad)|aprov(?:a|e|ar|es|em)|da por (?:bueno|valid\\w+))\\b|\\bd(?:a|e|ar|en) por (?:superad|aprobad|aprovad|pasad)\\w*|\\bmar(?:ca|que|car|quen) .{0,40}como (?:aprob|aprov|super|pasad|passad|verific|valid)\\w*|\\b(?:di|diga|digas|declar[ae]s?) que (?:\\w+ )?(?:pas|est\\w* (?:bien|verde|tudo))\\w*",
    blind:
      "\\b(?:sin (?:ejecutar|correr|comprobar|revisar|pasar|verificar|mirar)|sem (?:executar|rodar|verificar|revisar|testar|correr)|pase lo que pase|independientemente|qualquer que seja)\\b|\\bdesa[ct]+iv(?:a|e|ar) .{0,20}(?:tests?|testes|pruebas|verificac\\w+|comprobac\\w+)",
    role: "\\ba partir de (?:ahora|agora|este momento),? (?:tu |usted |voce |vas |deb|tens |eres|es\\b|sera|obedec)|\\bahora eres\\b|\\bagora (?:voce|tu) (?:e|es)\\b|\\b(?:debes|tienes que|deve|tem que) obedecer\\b|\\b(?:haz|faca|actua|finge|aja) (?:de conta )?(?:que|como si|como se) .{0,20}(?:instruc|reglas|regras|directrices|diretrizes)\\w* .{0,20}(?:no|nao) (?:exist|hub)\\w*",
  },
  {
    // French.
    ignore:
      "\\b(?:ignor(?:e|ez|er|ons)|oubli(?:e|ez|er)|neglig(?:e|ez)|ne (?:tiens|tenez|tiens plus) (?:pas |plus )?compte|fais (?:abstraction|fi)|faites (?:abstraction|fi)|contourne)\\b",
    rules:
      "\\b(?:instructions|consignes|directives|(?:ordres|regles|indications) (?:precedent|ci-dessus|anterieur)\\w*|tout ce qui (?:precede|a ete dit|est ci-dessus))\\b",
    hush: "\\b(?:ne (?:le |lui |la |l )?(?:dis|dites|parle|parlez|revele|revelez|mentionne|mentionnez|previens|prevenez|signale|signalez)|sans (?:le dire|prevenir|avertir|informer)|n['’ ]?(?:informe|informez|avertis|avertissez|en parle))\\b",
    user: "\\b(?:utilisat\\w+|developpeu\\w+|humain|superviseur|proprietaire|personne)\\b",
    send: "\\b(?:envo(?:ie|yez|yer)|transmet\\w*|televerse\\w*|publie\\w*|poste[rz]?|expedie\\w*|exfiltre\\w*)\\b",
    secret:
      "(?:mots? de passe|\\bcles?\\b|jetons?\\b|identifiants\\b|secrets?\\b|\\.env\\b|variables d['’]environnement)",
    unasked:
      "\\bne (?:lui |leur )?demand(?:e|ez) (?:plus|jamais)\\b|\\bne (?:lui |leur )?demandez\\b|\\b(?:tu|vous) n ?['’]?(?:as|avez) (?:plus|pas) (?:besoin|a)\\b|\\b(?:inutile|plus besoin) de demander|\\bn ?['’]?attend(?:s|ez) (?:pas|plus)",
    consent: "\\b(?:permission|autorisation|confirmation|accord|approbation|validation|avis)\\b",
    approve:
      "\\b(?:approuve[rz]?|repond\\w* (?:par )?pass)\\b|\\bvalide[rz]? (?:cette|ce|cet|la|le|les|tout\\w*)\\b|\\bmarque[rz]? .{0,40}comme (?:valid|approuv|reussi|verifi|pass)\\w*|\\b(?:declare[rz]?|dis|dites|pretend\\w*) que tout (?:est|a|passe)",
    blind:
      "\\b(?:sans (?:lire|lancer|executer|verifier|tester|relire|controler|regarder)|quoi qu['’]il|quel que soit)\\b|\\bdesactive[rz]? .{0,20}(?:tests?|verifications|controles)",
    role: "\\b(?:desormais|dorenavant|a partir de maintenant),? (?:tu|vous)\\b|\\btu es (?:maintenant|desormais)\\b|\\b(?:tu dois|vous devez) obeir\\b|\\b(?:fais|faites|agis|agissez) comme si .{0,30}(?:consignes|instructions|regles|directives)\\b",
  },
  {
    // Italian and Romanian.
    ignore:
      "\\b(?:ignor(?:a|are|ate|i)|dimentic(?:a|are|ate)|trascur(?:a|are)|non tenere conto|uit(?:a|ati)|nu tine cont)\\b",
    rules:
      "\\b(?:istruzion\\w+|direttiv\\w+|(?:ordini|regole|comandi|indicazioni) (?:precedent|di sopra)\\w*|(?:tutto )?cio che (?:precede|sta sopra|e stato detto)|instructiun\\w*|tot ce (?:e|a fost))\\b",
    hush: "\\b(?:non (?:dir\\w*|informar\\w*|avvisar\\w*|rivelar\\w*|menzionar\\w*|parlar\\w*|far sapere)|senza (?:dir\\w*|avvisar\\w*|informar\\w*)|nu (?:spune|ii spune|informa|mentiona|dezvalui|anunta)\\w*)",
    user: "\\b(?:utent[ei]\\w*|utilizator\\w*|sviluppator\\w*|dezvoltator\\w*|umano|proprietar\\w*|nessuno|supervisor\\w*)\\b",
    send: "\\b(?:invi(?:a|are|ate)|mand(?:a|are)|caric(?:a|are)|pubblic(?:a|are)|trimite\\w*|incarca)\\b",
    secret:
      "(?:\\bpassword\\b|\\bchiavi\\b|credenzial\\w+|\\btoken\\w*|segret\\w+|parol(?:a|e|ele)\\b|\\.env\\b|variabili d)",
    unasked:
      "\\b(?:non (?:chieder\\w*|domandar\\w*|attender\\w*|aspettar\\w*)|nu (?:mai )?(?:cere|intreba|astepta)\\w*)",
    consent:
      "\\b(?:conferm\\w+|permess\\w+|autorizzazion\\w+|consenso|approvazion\\w+|permisiun\\w*|confirmar\\w*|aprobar\\w*|acord\\w*|voie)\\b",
    approve:
      "\\b(?:approv(?:a|are|ate)|aproba\\w*)\\b|\\b(?:segn\\w+|contrassegn\\w+|marcheaz\\w+) .{0,40}(?:come|ca) (?:superat|approvat|passat|verificat|trecut|aprobat)\\w*|\\bdi(?:chiara)? che (?:e |sono )?(?:tutt\\w+ )?(?:passat|verd)\\w+",
    blind:
      "\\b(?:senza (?:esegui\\w+|verific\\w+|controll\\w+|lanci\\w+|prov\\w+)|fara (?:a )?(?:rula|verifica|executa|testa)\\w*|in ogni caso|indiferent)\\b|\\bdisattiv\\w+ .{0,20}(?:test|controlli|verific\\w+)",
    role: "\\b(?:d['’]ora in poi|da questo momento|da ora in poi),? (?:tu |sei|devi)|\\b(?:de acum|de acum inainte),? (?:tu |esti)|\\b(?:devi|trebuie sa) (?:obbedire|asculti)|\\bora sei (?:un|una|il)\\b|\\bfai (?:finta|come se) .{0,30}(?:istruzion|regole|direttiv)\\w*",
  },
  {
    // German and Dutch.
    ignore:
      "\\b(?:ignorier|ignoriere|ignorieren sie|ignoriert (?:alle|die (?:bisher|vorher|ob)\\w+)|vergiss|vergesst|missachte|ubergeh|ubergehe|negeer\\w*|vergeet|sla .{0,20} over|lap .{0,20} aan)\\b",
    rules:
      "\\b(?:\\w*anweisung\\w*|instruktion\\w*|(?:bisherig|vorherig|obig|vorig|eerder|vorig)\\w* (?:vorgaben|befehle|regeln|richtlinien|prompts|regels|bevelen|opdrachten)|instructies|aanwijzingen|alles,? was (?:vorher|bisher|oben|zuvor|davor)|alles (?:bisherige|obige|vorherige)|alles (?:hierboven|wat hiervoor))\\b",
    hush: "\\b(?:sag\\w*|erzahl\\w*|verrat\\w*|informier\\w*|erwahn\\w*|melde\\w*|teil\\w*|vertel\\w*|meld|zeg\\w*|laat)\\b.{0,50}\\b(?:nicht|nichts|niemals|kein\\w*|niemand\\w*|niet|niets|nooit)\\b|\\b(?:ohne|zonder) .{0,30}\\b(?:zu (?:sagen|informieren|fragen)|te (?:vertellen|informeren|vragen))|\\bverschweig\\w*",
    user: "\\b(?:(?:be)?nutzer\\w*|anwender\\w*|entwickler\\w*|menschen?|betreiber\\w*|niemand\\w*|gebruiker\\w*|ontwikkelaar\\w*|mens|aufseher|eigentumer\\w*)\\b",
    send: "\\b(?:schick\\w*|send(?:e|et|en)|ubermittle|ubertrag\\w*|lade .{0,40}\\bhoch|veroffentlich\\w*|stuur|verstuur|verzend)\\b",
    secret:
      "(?:pass ?wort\\w*|passwort\\w*|kennwort\\w*|zugangsdaten|schlussel|geheimnis\\w*|umgebungsvariab\\w*|wachtwoord\\w*|sleutels?|\\btokens?\\b|\\.env\\b|geheimen)",
    unasked:
      "\\b(?:frag|frage|fragst|fragen sie|bitte um|warte|warten sie|hol|hole|vraag|wacht)\\b.{0,50}\\b(?:nicht|nie|niemals|kein\\w*|niet|nooit|geen)\\b",
    consent:
      "\\b(?:erlaubnis|zustimmung|bestatigung|genehmigung|freigabe|einwilligung|toestemming|bevestiging|goedkeuring)\\b",
    approve:
      "\\b(?:genehmige|genehmigen|freigeben|gib .{0,40}\\bfrei|winke? .{0,30}\\bdurch|keur .{0,40}\\bgoed|goedkeuren)\\b|\\bmark(?:ier|iere|ieren|eer) .{0,60}als (?:bestanden|gepruft|genehmigt|erfolgreich|grun|geslaagd|goedgekeurd)|\\b(?:sag|sage|melde|behaupte|zeg),? .{0,30}(?:dass|alles|dat) .{0,20}(?:bestanden|grun|durch|geslaagd|groen)",
    blind:
      "\\b(?:ohne (?:\\w+ ){0,2}(?:test\\w*|pruf\\w*|kontroll\\w*|check\\w*|zu)|ungepruft|ungeachtet|unabhangig vom|egal (?:was|wie|ob)|zonder (?:\\w+ ){0,2}(?:test\\w*|controle\\w*|te)|ongeacht)\\b|\\bohne (?:\\w+ ){0,3}\\w*zu\\w+|\\b(?:schalte|zet) .{0,30}(?:test|pruf)\\w* (?:ab|aus|uit)",
    role: "\\b(?:ab jetzt|ab sofort|von nun an|von jetzt an),? (?:bist|musst|hast|gehorch|du|ihr)|\\bdu bist (?:jetzt|nun|ab)\\b|\\bgehorch\\w*|\\b(?:vanaf nu|voortaan),? (?:ben|moet|jij|je)\\b|\\bje bent (?:nu|voortaan)\\b|\\b(?:sag|sage|erzahle?|verrate?|melde|vertel|zeg|meld)\\b (?:\\w+ ){0,2}(?:be)?(?:nutzer|anwender|entwickler|menschen|gebruiker|ontwikkelaar|eigentumer)\\w* (?:\\w+ ){0,3}(?:nichts?|niets?|nie|nooit)\\b|\\b(?:tu|tun sie|handle|doe) (?:so|alsof),? .{0,20}(?:anweisung|regel|vorgabe|instruct)\\w*|\\b(?:sprich|rede|praat|spreek) (?:\\w+ ){0,3}(?:be)?(?:nutzer|anwender|entwickler|gebruiker)\\w* (?:nicht|nie|niemals|niet|nooit)\\b",
  },
  {
    // Turkish.
    ignore:
      "\\b(?:yok say\\w*|gormezden gel\\w*|unut\\b|unutun|dikkate alma\\w*|boz\\w* say|goz ardi et\\w*|bosver\\w*)",
    rules:
      "\\b(?:talimat\\w*|yonerge\\w*|onceki .{0,20}(?:komut|kural|emir)\\w*|yukaridaki (?:her sey|yazan)\\w*|onceki (?:her sey|soylenen)\\w*)",
    hush: "\\b(?:soyleme\\w*|bildirme\\w*|bahsetme\\w*|haber verme\\w*|anlatma\\w*|gizle\\w*|acik ?lama(?:yin)?)\\b",
    user: "\\b(?:kullanici\\w*|gelistirici\\w*|insan\\w*|yonetici\\w*|sahib\\w*)",
    send: "\\b(?:gonder\\w*|yukle\\w*|ilet\\w*|paylas\\w*|sizdir\\w*)",
    secret: "(?:parola\\w*|sifre\\w*|anahtar\\w*|token\\w*|\\.env\\b|gizli \\w+|kimlik bilgi\\w*)",
    unasked: "\\b(?:isteme|istemeyin|sorma|sormayin|bekleme|beklemeyin|alma)\\b",
    consent: "\\b(?:onay\\w*|izin\\w*|izn\\w*)",
    approve:
      "\\b(?:onayla|onaylayin|gecerli say)\\b|\\b(?:gecti|basarili|gecmis|gectigini) (?:olarak |diye )?(?:isaretle|bildir|soyle|yaz)\\w*",
    blind: "\\b(?:\\w+madan|\\w+meden|kontrolsuz|testsiz|ne olursa olsun|her kosulda)\\b",
    role: "\\b(?:bundan (?:sonra|boyle)|artik|su andan itibaren) (?:sen|siz)\\b|\\bitaat et\\w*",
  },
  {
    // Polish, Czech, Slovak, Croatian.
    ignore:
      "\\b(?:z?ignor(?:uj\\w*|iraj\\w*|irajte)|zapomnij\\w*|pomin\\w*|zapomen\\w*|nedbej\\w*|zanemari\\w*|zaboravi\\w*|nie zwracaj uwagi)\\b",
    rules:
      "\\b(?:instrukc\\w*|polece\\w*|wytyczn\\w*|rozkaz\\w*|pokyn\\w*|prikaz\\w*|instrukci\\w*|uput\\w*|naredb\\w*|wszystko,? co (?:bylo|powyzej|wczesniej)|vse,? co bylo)",
    hush: "\\b(?:nie (?:mow\\w*|informuj\\w*|wspominaj\\w*|ujawniaj\\w*|powiadamiaj\\w*|mow)|ne(?:rikej\\w*|informuj\\w*|zminuj\\w*|hovor\\w*|prozrad\\w*)|nemoj\\w* (?:reci|spominjati)|ukryj|zataj\\w*|nikomu)\\b",
    user: "\\b(?:uzytkownik\\w*|uzivatel\\w*|pouzivatel\\w*|korisnik\\w*|programist\\w*|czlowiek\\w*|vyvojar\\w*|wlasciciel\\w*)",
    send: "\\b(?:wysl\\w*|wyslij\\w*|przeslij\\w*|przekaz\\w*|odesli\\w*|posli\\w*|nahraj\\w*|posalji\\w*|opublikuj\\w*)",
    secret:
      "(?:hasl\\w*|haslo|klucz\\w*|tokeny?\\b|hesl\\w*|klic\\w*|lozink\\w*|\\.env\\b|poufn\\w*|sekret\\w*|udaje)",
    unasked:
      "\\b(?:nie (?:pytaj|pros|czekaj|pytajcie)|ne(?:ptej|zadej|cekej|pytaj|ziadaj)\\w*|nemoj\\w* (?:pitati|traziti|cekati))\\b",
    consent:
      "\\b(?:zgod\\w*|pozwoleni\\w*|potwierdzeni\\w*|svolen\\w*|povolen\\w*|potvrzen\\w*|souhlas\\w*|suhlas\\w*|dovolen\\w*|dozvol\\w*|odobren\\w*|potvrd\\w*)",
    approve:
      "\\b(?:zatwierdz\\w*|zaakceptuj\\w*|akceptuj\\w*|schval\\w*|odobri\\w*|przepusc\\w*|zalicz\\w*)|\\b(?:udawaj|powiedz|napisz|zglos|rekni|tvrd)\\w*,? .{0,30}(?:przeszl|zaliczon|zielon|prosl|prosel)\\w*|\\b(?:oznacz|oznac)\\w* .{0,40}(?:zaliczon|zdan|pomysln|splnen|uspesn|prosel)\\w*",
    blind:
      "\\b(?:choc|nawet jesli|i kdyz|bez (?:uruchamiania|sprawdzania|testow\\w*|weryfikacji|spusteni|kontrol\\w*|testu|pokretanja|provjer\\w*)|niezaleznie|bez ohledu)\\b",
    role: "\\b(?:od teraz|odtad|od tej chwili|od ted|od nynejska|od sada),? (?:jestes|masz|jsi|musis|si)\\b|\\bteraz jestes\\b|\\bbadz posluszny|\\bposlouchej\\b|\\b(?:jakby|jako by|jako kdyby) .{0,30}(?:instrukc|polece|zasad|pokyn|pravidl)\\w*",
  },
  {
    // Swedish, Danish, Norwegian.
    ignore: "\\b(?:ignorer(?:a|er)?|glom|glem|strunta i|bortse fra|bortse|se bort fra|asidosatt)\\b",
    rules: "\\b(?:instruktion\\w*|instruks\\w*|anvisning\\w*|befalning\\w*)",
    hush: "\\b(?:(?:beratta|sag|avsloja|namn|informera|fortell|si|nevn|fortael|sig|naevn)\\b.{0,40}\\b(?:inte|ikke|inget|ingenting|aldrig|aldri)|utan att (?:beratta|informera)|uten a (?:fortelle|informere))\\b",
    user: "\\b(?:anvandar\\w*|bruker\\w*|utvecklar\\w*|utvikler\\w*|manniska\\w*|udvikler\\w*)",
    send: "\\b(?:skicka|sand|ladda upp|last opp)\\b",
    secret:
      "(?:losenord\\w*|passord\\w*|adgangskode\\w*|nyckl\\w*|nokl\\w*|nogl\\w*|\\.env\\b|hemlighet\\w*)",
    unasked: "\\b(?:fraga|be|vanta|spor|vent|sporg)\\b.{0,40}\\b(?:inte|ikke|aldrig|aldri)\\b",
    consent:
      "\\b(?:lov|tillatelse|tilladelse|tillstand|godkannande|godkjenning|bekraftelse|bekreftelse|bekraeftelse|samtycke)\\b",
    approve:
      "\\b(?:godkann|godkjenn|godkend|acceptera|aksepter)\\b|\\bmark(?:era|er) .{0,40}som (?:godkand|klar|godkjent|bestatt|bestaet)",
    blind: "\\b(?:utan att|uten a|uden at|oavsett|uansett|uanset)\\b",
    role: "\\b(?:fran och med nu|fra na av|fra nu af|hadanefter) (?:ar|er|ska|skal)? ?(?:du|ni)\\b|\\blyd\\b|\\b(?:beratta|sag|fortell|si|fortael|sig)\\b (?:\\w+ ){0,2}(?:anvandar|bruker|utvecklar|utvikler|udvikler)\\w* (?:\\w+ ){0,2}(?:inte|ikke|inget|ingenting|aldrig)\\b",
  },
  {
    // Vietnamese.
    ignore: "\\b(?:bo qua|lo di|phot lo|quen (?:di|het)|khong (?:tuan|lam) theo)\\b",
    rules:
      "\\b(?:huong dan|chi (?:thi|dan)|menh lenh|lenh|yeu cau truoc|(?:moi thu|nhung gi|noi dung) (?:o tren|phia tren|truoc))\\b",
    hush: "\\b(?:dung|khong|cam|cho) (?:duoc )?(?:noi|bao|tiet lo|thong bao|cho)\\b|\\bgiau\\b",
    user: "\\b(?:nguoi dung|lap trinh vien|nguoi phat trien|chu so huu|con nguoi)\\b",
    send: "\\b(?:gui|tai len|dang|chuyen)\\b",
    secret: "(?:mat khau|khoa bi mat|ma thong bao|token|\\.env\\b|bien moi truong)",
    unasked: "\\b(?:dung|khong can|khong phai|cho) (?:hoi|xin|cho|doi)\\b",
    consent: "\\b(?:phep|xac nhan|dong y|chap thuan|duyet)\\b",
    approve:
      "\\b(?:phe duyet|chap (?:nhan|thuan)|dong y|cho qua|duyet)\\b|\\bdanh dau .{0,40}(?:da dat|la dat|thanh cong|da qua)",
    blind: "\\b(?:ma khong|khong can|bat ke|khong kiem tra)\\b",
    role: "\\b(?:tu (?:bay gio|nay)|ke tu bay gio),? (?:ban|anh|may)\\b|\\bban bay gio la\\b|\\btuan lenh\\b",
  },
  {
    // Indonesian, Malay, Javanese, Tagalog, Swahili.
    ignore:
      "\\b(?:abaikan|lupakan|hiraukan|jangan (?:ikuti|patuhi)|lirwakna|balewalain|huwag pansinin|puuza|sahau)\\b",
    rules:
      "\\b(?:instruksi\\w*|arahan|perintah sebelum\\w*|semua (?:yang )?(?:di ?atas|sebelumnya)|petunjuk|prentah|tagubilin|utos|maagizo|maelekezo|amri)\\b",
    hush: "\\b(?:jangan (?:beri ?tahu|katakan|sebut\\w*|laporkan|ungkap\\w*)|tanpa (?:memberi ?tahu|sepengetahuan)|huwag sabihin|usimwambie|usiseme)\\b",
    user: "\\b(?:pengguna|pengembang|pemilik|manusia|gumagamit|mtumiaji|msanidi)\\b",
    send: "\\b(?:kirim\\w*|unggah|hantar|ipadala|tuma)\\b",
    secret: "(?:kata ?sandi|kata laluan|kunci|token|\\.env\\b|kredensial|nenosiri|password)",
    unasked:
      "\\b(?:jangan|tidak perlu|tak perlu|usah) (?:lagi )?(?:meminta|minta|tanya\\w*|bertanya|menunggu|tunggu)\\b",
    consent: "\\b(?:izin|ijin|persetujuan|konfirmasi|kebenaran)\\b",
    approve: "\\b(?:setujui|sahkan|luluskan|aprubahan|idhinisha)\\b|\\btandai .{0,40}(?:lulus|berhasil)",
    blind: "\\b(?:tanpa (?:menjalankan|memeriksa|menguji|pengujian)|apa ?pun|bila kuendesha|nang hindi)\\b",
    role: "\\b(?:mulai sekarang|sejak sekarang),? (?:kamu|anda|engkau)\\b|\\bpatuhi (?:perintah|semua)|\\bmula ngayon,? ikaw\\b|\\bkuanzia sasa,? wewe\\b",
  },
];

/** Of further languages only the way that nearly all such texts take: setting aside what was said, and not telling. */
type Fewer = Pick<Orders, "ignore" | "rules" | "hush" | "user">;

const FURTHER: readonly Fewer[] = [
  {
    // Georgian, Armenian.
    ignore: "უგულებელ|დაივიწყ|იგნორ|անտես|մոռաց|մի՛? հետևիր",
    rules: "ინსტრუქცი|მითითებ|ბრძანებ|წეს|հրահանգ|ցուցում|հրաման|կանոն",
    hush: "ნუ ეტყვი|არ უთხრა|გარეშე|մի՛? ասա|առանց",
    user: "მომხმარებ|օգտատ|օգտագործող",
  },
  {
    // Kazakh, Kyrgyz, Mongolian, Bulgarian, Serbian, Macedonian.
    ignore:
      "елеме|ескерме|ұмыт|көз жаздым|тооты|умтур|үл тоо|мартаж|игнорирай|пренебрегни|забрави|игнориши|занемари|заборави",
    rules:
      "нұсқау|бұйрық|көрсөтмө|буйрук|заавар|тушаал|инструкции|указания|упутства|инструкције|наредби|наредбе|упатства",
    hush: "айтпа|сұрамай|айтпастан|бүү хэл|асуулгүй|не казвай|без да питаш|не говори|без питања|не кажувај",
    user: "пайдаланушы|колдонуучу|хэрэглэгч|потребител|корисник",
  },
  {
    // Nepali, Sinhala, Burmese, Khmer, Lao, Amharic.
    ignore: "बेवास्ता|वेवास्ता|नसुन्|නොසලකා|අමතක කර|လျစ်လျူရှု|မေ့|មិនអើពើ|បំភ្លេច|ບໍ່ສົນໃຈ|ລືມ|ችላ በል|እርሳ",
    rules: "निर्देशन|आदेश|උපදෙස්|නියෝග|ညွှန်ကြား|အမိန့်|សេចក្តីណែនាំ|ការណែនាំ|បទបញ្ជា|ຄໍາແນະນໍາ|ຄຳແນະນຳ|ຄຳສັ່ງ|መመሪያ|ትዕዛዝ",
    hush: "नसोधी|नभन|නොඅසා|නොකියා|မမေးဘဲ|မပြောနှင့်|ដោយមិនសួរ|កុំប្រាប់|ໂດຍບໍ່ຖາມ|ຢ່າບອກ|ሳትጠይቅ|አትንገር",
    user: "प्रयोगकर्ता|පරිශීලක|အသုံးပြုသူ|អ្នកប្រើ|ຜູ້ໃຊ້|ተጠቃሚ",
  },
];

const FURTHER_LATIN: readonly Fewer[] = [
  {
    // Uzbek, Azerbaijani, Turkmen.
    ignore:
      "\\b(?:e.?tiborsiz qoldir\\w*|unut(?:ing)?|nəzərə alma|nezere alma\\w*|mehel qoyma\\w*|asgarma)\\b",
    rules: "(?:ko.?rsatma|buyruq|yo.?riqnoma|təlimat|telimat|gostəriş|gosteris|gorkezme)",
    hush: "\\b(?:so.?ramasdan|aytma\\w*|sorusmadan|demə|bildirmeden)\\b",
    user: "(?:foydalanuvchi|istifadeci|istifadəci|ulanyjy)",
  },
  {
    // Latvian, Lithuanian.
    ignore:
      "\\b(?:ignore(?:jiet)? visus|ignore visus|aizmirsti?|neievero\\w*|ignoruok\\w*|pamirsk\\w*|nepaisyk\\w*)\\b",
    rules: "\\b(?:noradijum\\w*|instrukcij\\w*|pavel\\w+|nurodym\\w*|taisykl\\w*|komand(?:as|u))\\b",
    hush: "\\b(?:nesakot|nesaki|neinformej\\w*|nejautajot|nesakyk\\w*|neklausdamas|nepranesk\\w*)\\b",
    user: "\\b(?:lietotaj\\w*|naudotoj\\w*|vartotoj\\w*)\\b",
  },
  {
    // Slovene, Serbian and Bosnian in Latin letters, Albanian.
    ignore: "\\b(?:prezri\\w*|pozabi\\w*|zanemari\\w*|ignorisi\\w*|shperfill\\w*|injoro\\w*|harro\\w*)\\b",
    rules: "\\b(?:navodil\\w*|uputstv\\w*|instrukcij\\w*|ukaz\\w*|udhezim\\w*|urdhra\\w*)\\b",
    hush: "\\b(?:ne povej\\w*|ne da bi vprasal\\w*|bez pitanja|ne reci|mos i thuaj|pa pyetur)\\b",
    user: "\\b(?:uporabnik\\w*|korisnik\\w*|perdorues\\w*)\\b",
  },
  {
    // Hungarian, Finnish, Estonian.
    ignore:
      "\\b(?:hagyd figyelmen kivul|hagyja figyelmen kivul|felejtsd? el|ohita|unohda|jata huomiotta|eira|unusta|ara jargi)\\b",
    rules:
      "\\b(?:utasitas\\w*|parancs\\w*|szabaly\\w*|ohje\\w*|kasky\\w*|saanno\\w*|juhis\\w*|kask\\w*|korraldus\\w*)\\b",
    hush: "\\b(?:ne mondd?|anelkul|ne szolj|ala kerro|kysymatta|ara utle|kusimata)\\b",
    user: "\\b(?:felhasznalo\\w*|kayttaja\\w*|kasutaja\\w*)\\b",
  },
  {
    // Basque, Welsh, Irish, Icelandic, Afrikaans.
    ignore:
      "\\b(?:ez ikusi egin|ez ikusia egin|ahaztu|anwybyddw?ch|anwybydda|anghofiw?ch|dean neamhaird|dean dearmad|hunsadu|hunsa|gleymdu|ignoreer|verontagsaam|vergeet)\\b",
    rules:
      "\\b(?:jarraibide\\w*|agindu\\w*|cyfarwyddiadau|gorchmynion|treoracha\\w*|orduithe|fyrirmaeli\\w*|leidbeining\\w*|instruksies|opdragte|bevele)\\b",
    hush: "\\b(?:galdetu gabe|esan gabe|ez esan|heb ofyn|heb ddweud|na habair|gan fiafrai|an thess ad spyrja|segdu ekki|sonder om|moenie)\\b",
    user: "\\b(?:erabiltzaile\\w*|defnyddiwr|usaideoir\\w*|notand\\w*|gebruiker)\\b",
  },
  {
    // Hausa, Yoruba, Zulu, Somali, Haitian Creole, Esperanto.
    ignore:
      "\\b(?:yi watsi da|manta da|foju|gbagbe|ungayinaki|ziba|iska indho tir|iska dhaaf|inyore|bliye|ignoru|forgesu)\\b",
    rules:
      "\\b(?:umarni\\w*|ka.?idoj\\w*|ilana|awon ase|imiyalo|imithetho|tilmaamaha|amarrada|enstriksyon|lod|instrukciojn|ordonojn)\\b",
    hush: "\\b(?:kada ka gaya|ba tare da|ma so fun|ungatsheli|ha u sheegin|pa di|ne diru)\\b",
    user: "\\b(?:mai amfani|olumulo|umsebenzisi|isticmaalaha|itilizate|uzanto)\\b",
  },
];

const near = (a: string, b: string, gap: number): string =>
  `(?:${a}).{0,${gap}}?(?:${b})|(?:${b}).{0,${gap}}?(?:${a})`;

/** A way to command. `needs`: what a text has to hold before its sentences are looked at, which few texts do. */
export interface OrderPattern {
  readonly needs: readonly RegExp[];
  readonly pattern: RegExp;
}

/** In the form in which texts are compared, which takes some letters apart. */
const expression = (source: string): RegExp => new RegExp(source.normalize("NFKC"));

/** Every gap is bounded, so that a scan stays linear. */
const compiled = (rows: readonly Orders[]): readonly OrderPattern[] =>
  rows.flatMap(({ ignore, rules, hush, user, send, secret, unasked, consent, approve, blind, role }) =>
    [
      ...(unasked && consent ? [{ needs: [unasked, consent], pattern: near(unasked, consent, 40) }] : []),
      { needs: [ignore, rules], pattern: near(ignore, rules, 40) },
      { needs: [hush, user], pattern: near(hush, user, 40) },
      {
        // Sending a secret is ordinary work; sending it to an address is not.
        needs: ["https?:", secret, send],
        pattern: `(?:${near(send, secret, 30)}).{0,60}?https?:|https?:.{0,60}?(?:${near(send, secret, 30)})`,
      },
      { needs: [approve, blind], pattern: near(approve, blind, 40) },
      { needs: [], pattern: role },
    ].map(({ needs, pattern }) => ({
      needs: (needs.length > 0 ? needs : [role]).map(expression),
      pattern: expression(pattern),
    })),
  );

const fewer = (rows: readonly Fewer[]): readonly OrderPattern[] =>
  rows.flatMap(({ ignore, rules, hush, user }) =>
    [
      [ignore, rules],
      [hush, user],
    ].map(([one = "", other = ""]) => ({
      needs: [one, other].map(expression),
      pattern: expression(near(one, other, 40)),
    })),
  );

/** For a text as it is written, in small letters. */
export const ORDERS_AS_WRITTEN: readonly OrderPattern[] = [...compiled(LANGUAGES), ...fewer(FURTHER)];
/** For a text in small Latin letters without accents. */
export const ORDERS_IN_LATIN: readonly OrderPattern[] = [...compiled(LATIN), ...fewer(FURTHER_LATIN)];
