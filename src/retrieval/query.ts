// Defines the terms in which other parts speak of search, so that ranking and packing know nothing of postings.
/** What is indexed of a learning. */
export interface SearchDocument {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly tags: readonly string[];
  /** What somebody sees or asks, in their words. */
  readonly symptoms?: readonly string[] | undefined;
  readonly paths: readonly string[];
  /** Ids of the learnings that this one cites as evidence or supersedes. */
  readonly links?: readonly string[];
}

export interface SearchQuery {
  readonly task: string;
  /** Repo-relative paths or globs the session works on. */
  readonly paths: readonly string[];
  /** The session's folder, relative to the repository: raises the score of what is below it, and is no reason by itself. */
  readonly within?: string;
  readonly limit: number;
  /** True where related words should count as much as the words of the question. */
  readonly inOtherWords?: true;
}

export interface SearchHit {
  readonly id: string;
  /** Relevance to the query, 0 to 1; comparable between hits of one query. */
  readonly relevance: number;
  /** How much of the query the document answers, 0 to 1, comparable between queries; decides abstention. */
  readonly coverage: number;
  /** How many times likelier a task of so many words is covered by chance than one sentence; 1 or more. */
  readonly chance?: number;
  /** The query's own words that matched, most informative first, at most 6. */
  readonly matched: readonly string[];
  /** The query paths that lie near one of the document's paths. */
  readonly nearPaths: readonly string[];
  /** True if it is about one of these places itself, or below one and shares an informative word with the query. */
  readonly samePlace: boolean;
  /** True if it cites one of the best matches or is cited by one. */
  readonly linked: boolean;
}

/** A stored learning that says nearly the same, `similarity` 0 to 1. */
export interface Similar {
  /**
   * True where it names another number, address, version, file or thing, however alike the words are. Computed when read.
   */
  readonly differs?: boolean;
  readonly id: string;
  readonly title: string;
  readonly similarity: number;
}
