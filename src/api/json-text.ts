// JSON in a text field of a form, beside its files: checked as a body would be.
import { z } from 'zod';

/**
 * The text as what its JSON means.
 * @param about what a caller writes there
 */
export function jsonText<Meant extends z.ZodType>(
  meant: Meant,
  { charsMax, about }: { readonly charsMax: number; readonly about: string },
) {
  return z
    .string()
    .max(charsMax)
    .describe(about)
    .transform((text, context): z.output<Meant> => {
      const parsed = meant.safeParse(jsonOf(text));
      if (parsed.success) return parsed.data;
      for (const { path, message } of parsed.error.issues) {
        context.addIssue({ code: 'custom', path, message });
      }
      return z.NEVER;
    });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
