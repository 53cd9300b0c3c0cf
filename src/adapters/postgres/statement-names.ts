import { keptMark } from '#ports';

/** Far more than there are statements with the mark; a text that varies would end here instead of filling memory. */
const mostNames = 200;

/** Names for statements marked to be kept: PostgreSQL parses and plans them once per connection. */
export type StatementNames = {
  /** @returns undefined for a statement without the mark. */
  nameOf(text: string): string | undefined;
};

export function openStatementNames(): StatementNames {
  const names = new Map<string, string>();
  return {
    nameOf(text) {
      if (!text.startsWith(keptMark)) return undefined;
      const known = names.get(text);
      if (known !== undefined || names.size >= mostNames) return known;
      const name = `prepress_${names.size + 1}`;
      names.set(text, name);
      return name;
    },
  };
}
