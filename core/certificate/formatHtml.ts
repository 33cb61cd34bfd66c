/** A certificate's document as one HTML file for paper: nothing is loaded, nothing runs, every text is escaped. */
import type { Block, CertificateDocument, Column } from './document.ts'

export function formatCertificateHtml({ title, subtitle, blocks }: CertificateDocument): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(`${title} – ${subtitle}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header><h1>${escape(title)}</h1><p>${escape(subtitle)}</p></header>
${blocks.map(formatBlock).join('\n')}
</main>
</body>
</html>
`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (mark) => ENTITIES[mark]!)

function formatBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h2>${escape(block.text)}</h2>`
    case 'paragraph':
      return `<p>${escape(block.text)}</p>`
    case 'facts':
      return `<dl class="facts">${block.facts.map(([name, value]) => `<div><dt>${escape(name)}</dt><dd>${escape(value)}</dd></div>`).join('')}</dl>`
    case 'figures':
      return `<dl class="figures">${block.figures.map(({ name, value, note }) => `<div><dt>${escape(name)}</dt><dd>${escape(value)}</dd><dd class="note">${escape(note)}</dd></div>`).join('')}</dl>`
    case 'table':
      return formatTable(block.name, block.columns, block.rows)
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${escape(item)}</li>`).join('')}</ul>`
    case 'code':
      return `<pre>${escape(block.text)}</pre>`
  }
}

const classOf = ({ right, code }: Column): string => (right ? ' class="right"' : code ? ' class="code"' : '')

function formatTable(name: string, columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const head = columns.map((column) => `<th scope="col"${classOf(column)}>${escape(column.name)}</th>`)
  const body = rows.map(
    (row) => `<tr>${row.map((cell, at) => `<td${classOf(columns[at]!)}>${escape(cell)}</td>`).join('')}</tr>`,
  )
  return `<table aria-label="${escape(name)}"><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table>`
}

const STYLE = `
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:#fff;color:#1a1d21;font:10pt/1.45 ui-sans-serif,system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:190mm;margin:0 auto;padding:14mm 6mm}
header{border-bottom:1.5pt solid #1a1d21;margin-bottom:5mm;padding-bottom:2mm}
h1{font-size:19pt;line-height:1.2;margin:0;font-weight:650}
header p{margin:1mm 0 0;color:#555b63}
h2{font-size:11.5pt;margin:6mm 0 1.5mm;font-weight:650;break-after:avoid}
p{margin:0 0 2mm;orphans:3;widows:3}
ul{margin:0 0 2mm;padding-left:5mm}
li{margin:0 0 .7mm;break-inside:avoid;overflow-wrap:anywhere}
pre{margin:0 0 2mm;padding:2mm 3mm;background:#f4f5f7;border:.5pt solid #d5d9df;font:8.5pt/1.5 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere;break-inside:avoid}
dl{margin:0}
dd{margin:0}
.facts{display:grid;grid-template-columns:1fr 1fr;gap:.6mm 8mm}
.facts div{display:grid;grid-template-columns:33mm 1fr;break-inside:avoid}
.facts div:last-child:nth-child(even){grid-column:1/-1}
.facts dt{color:#555b63}
.facts dd{overflow-wrap:anywhere}
.figures{display:grid;grid-template-columns:repeat(4,1fr);margin:5mm 0 0;border:.75pt solid #b9bfc7;break-inside:avoid}
.figures div{padding:2.2mm 3.2mm}
.figures div+div{border-left:.75pt solid #b9bfc7}
.figures dt{color:#555b63;font-size:9pt}
.figures dd{font-size:13pt;font-weight:650;line-height:1.3}
.figures .note{font-size:8.5pt;font-weight:400;color:#555b63}
table{border-collapse:collapse;width:100%;margin:0 0 2mm;font-size:7.6pt;line-height:1.35;font-variant-numeric:tabular-nums}
thead{display:table-header-group}
tr{break-inside:avoid}
th{text-align:left;font-weight:600;color:#555b63;border-bottom:.75pt solid #1a1d21;vertical-align:bottom}
th,td{padding:.8mm 1.3mm}
th:first-child,td:first-child{padding-left:0}
td{border-bottom:.4pt solid #d5d9df;vertical-align:top}
th:last-child,td:last-child{padding-right:0}
.right{text-align:right}
td.right{white-space:nowrap}
td.code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:6.8pt;overflow-wrap:anywhere}
@page{margin:15mm 13mm}
@media print{main{max-width:none;padding:0}}
@media (max-width:640px){.facts,.figures{grid-template-columns:1fr}.figures div+div{border-left:0;border-top:.75pt solid #b9bfc7}table{display:block;overflow-x:auto}}
`
