/** What the server answers to `verimentor/waveform`. */
export interface Waveform {
  readonly ok: boolean;
  readonly svg: string;
  /** The same in letters, for who cannot see the picture. */
  readonly text: string;
  readonly message: string;
}

/**
 * The page of a waveform panel: the picture, or why there is none.
 *
 * The picture is shown as an image, in which nothing can run or be loaded; the page itself has no script.
 */
export function writePage(waveform: Waveform, nonce: string): string {
  const body = waveform.ok
    ? `<img src="data:image/svg+xml;base64,${Buffer.from(waveform.svg).toString("base64")}" alt="${escape(waveform.text)}">`
    : `<p>${escape(waveform.message)}</p>`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'nonce-${nonce}'">
<style nonce="${nonce}">body { padding: 12px; overflow: auto; color: var(--vscode-foreground); } img { max-width: none; }</style>
<title>Waveform</title>
</head>
<body>${body}</body>
</html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
