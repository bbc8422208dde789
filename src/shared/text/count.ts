// Writes a number of things, with the plural where it is not one.
export const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? "" : "s"}`;
