/** One thing `verimentor doctor` looked at; `needed` is false where Verimentor works without it. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly advice: string;
  readonly needed: boolean;
}

/** The findings in the output of `verimentor doctor --json`; undefined where it is something else. */
export function readFindings(output: string): readonly Finding[] | undefined {
  try {
    const findings: unknown = JSON.parse(output);
    return Array.isArray(findings) && findings.every(isFinding) ? findings : undefined;
  } catch {
    return undefined;
  }
}

/** The findings as a Markdown page. */
export function writeReport(findings: readonly Finding[]): string {
  const failed = findings.filter((finding) => finding.needed && !finding.ok).length;
  const summary = failed === 0 ? "Everything Verimentor needs is there." : failed === 1 ? "One thing needs you." : `${failed} things need you.`;
  const rows = findings.map(({ name, ok, detail, advice, needed }) => {
    const mark = ok ? "✓" : needed ? "✗" : "–";
    const what = ok || advice === "" ? escape(detail) : `${escape(detail)}<br>**${escape(advice)}**`;
    return `| ${mark} | **${escape(name)}** | ${what} |`;
  });
  return ["# Verimentor Doctor", "", summary, "", "| | | |", "|---|---|---|", ...rows, ""].join("\n");
}

function isFinding(value: unknown): value is Finding {
  const finding = value as Partial<Finding> | null;
  return (
    typeof finding === "object" &&
    typeof finding?.name === "string" &&
    typeof finding.ok === "boolean" &&
    typeof finding.detail === "string" &&
    typeof finding.advice === "string" &&
    typeof finding.needed === "boolean"
  );
}

/** A text as Markdown shows it, with what stands between backticks as code. */
function escape(text: string): string {
  const parts = text.replace(/\s*\n\s*/g, " ").split(/(`[^`|]*`)/);
  return parts.map((part, number) => (number % 2 === 1 ? part : part.replace(/[\\`*_{}[\]<>#|]/g, "\\$&"))).join("");
}
