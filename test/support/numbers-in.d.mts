export function numbersIn(text: string, numbers: ReadonlySet<string>): string[];
export function citizensIn(text: string): string[];
export function readableMail(raw: string): string;
