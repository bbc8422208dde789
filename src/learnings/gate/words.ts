// Lists the words by which the gate tells the name of a thing from a phrase that would fit any project.

const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/).filter((word) => word !== ""));

/** Tools, languages, protocols and platforms whose lower-case or capitalised name points at something definite. */
export const TECHNOLOGIES = words(`
  ajax alembic alpine android angular ansible antigravity apache apollo appium arm64 astro aurora avro axios azure babel bash bazel biome
  bitbucket blazor bootstrap bun bwrap cargo cassandra celery chai chrome chromium circleci clang claude clickhouse cloudflare cmake
  codex composer conda copilot cors couchdb css csv cuda curl cursor cypress dart databricks datadog deno django docker dockerfile
  dotnet drizzle dynamodb ecmascript edge electron elasticsearch elixir elm ember envoy erlang esbuild eslint expo
  express fastapi fastify fedora ffmpeg figma firebase firefox firestore flask flink flutter flyway gatsby gcc gemini gerrit gin
  git github gitlab glibc go golang gradle grafana graphql groovy grpc gulp gunicorn hadoop haskell helm heroku hibernate homebrew
  html htmx http http/2 https hugo hydra ios istio java javascript jdk jenkins jest jinja jooq jotai jq jquery js json jsonb jsonl
  jsx julia junit jupyter jvm jwt k3s k8s kafka keycloak kibana knex knip koa kotlin kubectl kubernetes lambda langchain laravel
  latex lerna less lexical libc linux llvm loki lua lunr macos make makefile mariadb markdown maven mcp mdx memcached mercurial
  minio mocha mongo mongodb mongoose msbuild musl mypy mysql neovim nosql nestjs netlify next.js nextjs nginx ninja node node.js nodejs
  nodemon npm npx nuget numpy nuxt oauth okta openai openapi openssl opentelemetry oracle pandas parcel parquet passport perl phoenix
  php pinia pip pipenv pixi playwright pnpm podman poetry polars postgres postgresql postcss powershell prettier prisma prometheus
  protobuf pulumi puppeteer pydantic pypi pytest python pytorch qt rabbitmq rails rake react redis redshift redux renovate rollup
  rspec rsync ruby ruff rust rustc s3 safari saml sass scala scikit-learn scss selenium sentry sequelize sh shadcn slate snowflake
  socket.io solidity solr spark spring sql sqlalchemy sqlite ssh sso sveltekit svelte svg swc swift systemd tailwind tauri tcp
  telegram tensorflow terraform tls toml tokio traefik trpc tsc tsconfig tsup tsx turbopack turborepo typeorm typescript ubuntu udp
  unicode unix utf-8 uv uvicorn uwsgi vault vercel vim vite vitest vscode vue vuex wasm webkit webpack websocket windows wsl xcode
  xml yaml yarn yjs zig zod zookeeper zsh zustand opencode slack stripe twilio`);

/** Parts of programs and systems: each alone is common, several in one sentence describe a mechanism. */
const MECHANISMS = words(`
  backup restore bucket pod leader follower histogram percentile slug violation unique monotonic limiter mail login logout cron nightly seed animation autoplay
  unterminated dangling idempotent polyfill firewall gzip clock wall sequence unreachable mirror staging accent analyser analyzer citext checkpoint
  abort accessor acknowledge addon aggregate allocator affinity alias allowlist anchor api argument array assertion async atomic attribute auth authentication authorization
  await backoff backpressure baseline batch benchmark binary bind binding blob boolean boundary branch breakpoint browser buffer
  bundle bundler byte cache callback caller canary caret cascade cast certificate changeset channel checkout checksum chunk
  claim class cleanup cli client clipboard clock clone closure codec codemod collation collection column commit compiler component
  concurrency config connection console constraint constructor consumer container contenteditable context contract controller
  converter cookie copy cron cursor daemon database dataset date deadlock debounce decorator default deadline delimiter dependency
  deploy deployment descriptor deserialize diff digest directory dispatch dns dom driver duplicate dynamic emit encoding endpoint
  entrypoint enum env environment epoch escape event exception executor exit expiry export expression extension factory fallback fencing
  field file filename filesystem filter fixture flag flaky float flush folder font foreign fork format formatter fragment frame
  framework frontmatter fsync function gateway generator getter glob global gpu grammar graph guard handle handler handshake hash
  header heap holder heartbeat helper hook host hydration id idempotent identifier iframe image import inbox index inline inode input
  insert instance integer interceptor interface interpreter interval invalidation ipv6 isolation iterator jitter javascript job join
  journal kernel key keyboard keyframe lambda latency layer lazy leak lease library link linter listener literal loader localhost
  lock lockfile log logger login loop macro manifest map markup mask matcher memo memory merge message metadata method
  middleware migration mime mock model modifier module monorepo mount mutation mutex namespace nanosecond navigation node
  normalization null nullable object offset operator optimizer option origin orm output overflow override owner package packet padding pagination
  parameter parent parser partition patch path payload permission pipe pipeline placeholder plugin pointer polling pool port
  precision prefix preflight preset primary privilege process producer profile promise prompt prop property protocol proxy
  publish pull push query queue race ratelimit rate-limit rebase record recursion redirect reducer ref reference refresh refspec regex
  registry regression relay release render renderer replica replication repo repository request resolver resource response restart retry revert
  rollback rollout root route router row rule runner runtime sandbox savepoint scheduler schema scope script scrollbar seed segment
  selection selector semaphore sentinel sequence serialization serializer server service session setter shard shell
  signal signature singleton snapshot socket sort stack staging stash state statement static stderr stdin stdout stream string
  struct stub stylesheet subagent subprocess subquery suffix suite symlink sync syntax table tag target teardown template tenant
  terminal thread threshold throttle thumbnail tier timeout timer ttl timestamp timezone token toolchain topic trace transaction transform
  transformer transport tree trigger truncation tuple typecheck type union unmount upload upsert url utc uuid validator
  variable vector version viewport virtual vacuum volume wakeup watcher webhook websocket whitespace widget wildcard window worker workflow
  workspace worktree wrapper yaml zone`);

/** Words of reports and advice that fit any project; a sentence of only these names nothing. */
export const GENERIC = words(`
  accountability actionable adapt agile align aligned alignment approach appropriate appropriately area aspect attention awareness balance
  beneficial best better bug careful carefully challenge challenges challenging clarity clean cleaner clear clearly closely
  collaborate collaboration collective communicate communication complex complexity comprehensive confidence consider
  considerations consistency consistent consistently continuous continuously continue correct correctly critical crucial culture
  debugging deep details develop developer developers difficult diligence diligent discipline discussion easier  efficiency efficient
  effective effectively effort efforts elegant empower ensure essential everyone everything excellence excellent expectations
  experience feedback flexible focus focused forward foster fundamental future general generally goal goals good great growth hard
  helpful helps high-quality holistic huge idea ideas impact important importantly improve improved improvement improvements
  improving incremental initiative insight insights intuitive issues iterate iteration iterative journey  knowledge landscape
  lesson lessons leverage maintainability maintainable major manageable meaningful mindful mindset modern momentum nice nuanced
  objectives opportunities opportunity optimal organization organized outcome outcomes overall ownership patience people perspective planning
  positive potential powerful practice practices pragmatic principle principles prioritize proactive proactively problem problems
    productive productivity progress proper properly quality quickly readability readable really reliable remember
  robust scalable seamless seamlessly significant simple simplicity simply situation skills smart smooth smoothly solid solution
  solutions stakeholder stakeholders standards strategic strategy strong success successful successfully sustainable synergy team
  teams teamwork things thinking thorough thoroughly thoughtful  transparency transparent trust understand understanding
  often regularly usually sometimes mostly outdated risk rework everybody wisely gracefully early
  useful valuable value various vision  well  `);

/** Praise and blame: a judgement instead of an observation. */
export const VERDICTS = words(`
  bad beautiful best better big clean clever comfortable confident consistent difficult easier easy elegant excellent fine flexible good great
  happy hard harder helpful high-quality important inconsistent maintainable meaningful mess messy modern nice perfect poor powerful quick readable
  reasonable reliable reusable risky robust slow scalable short-lived smart solid stable testable tricky ugly useful well wise wisely`);

/** Acronyms in capitals that name nothing in particular. */
export const PLAIN_ACRONYMS = words(
  "AI API APIS CEO CI CTO DRY EOD ETA FAQ FYI IMO KISS KPI KPIS LGTM LLM MVP NOT OK OKR OKRS OSS PM POC PR PRS QA QBR ROI SDLC SLA SMART SOLID TBD TDD TL DR TLDR TODO UI US UX WIP YAGNI ALL AND ALWAYS BEST DO DONE FIX GOOD IF IMPORTANT IT KEY MUST NEVER NO NOTE ONLY THE TITLE TO VERY WARNING YES",
);

/** The words of a sentence in lower case, with the dots, slashes and hyphens inside them. */
export const wordsOf = (sentence: string): string[] =>
  sentence.toLowerCase().match(/[a-z][a-z0-9./+-]*[a-z0-9+]/g) ?? [];
/** A crude stem, enough to see "mounted" and "limiter" as forms of "mount" and "limit". */
const stem = (word: string): string =>
  word.length > 4 ? word.replace(/(?:ies|y)$/, "i").replace(/(?:ing|ed|ers?|es|s|ions?|e)$/, "") : word;
const MECHANISM_STEMS: ReadonlySet<string> = new Set(Array.from(MECHANISMS, stem));
/** Everyday verbs that share their stem with a worker, a runner, a helper, an owner or a reducer. */
const EVERYDAY = /^(?:work|run|help|own|reduc|need|mean|us)(?:e|s|es|ed|ing|ning)?$/;
/** The stems of the words of `sentence` that name a part of a mechanism. */
export const mechanismsIn = (sentence: string): string[] =>
  wordsOf(sentence)
    .flatMap((word) => word.split(/[-/]/))
    .filter((word) => !EVERYDAY.test(word))
    .map(stem)
    .filter((word) => MECHANISM_STEMS.has(word));
