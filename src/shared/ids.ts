// Tells ids of records from other words and puts records in the order in which they were made: ids begin with their time.

export const RECORD_ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

interface WithId {
  readonly id: string;
}

export const compareIds = (a: WithId, b: WithId): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

export const newestFirst = (a: WithId, b: WithId): number => compareIds(b, a);
