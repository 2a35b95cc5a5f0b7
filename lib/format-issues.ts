import type { Issue } from './errors';

/** Issues as lines for people: `file:line:column: severity: path: message`, then what is allowed and what is near. */
export function formatIssues(issues: readonly Issue[]): string {
  return issues.map(formatIssue).join('');
}

function formatIssue(issue: Issue): string {
  const at = issue.position ? `${issue.position.file}:${issue.position.line}:${issue.position.column}: ` : '';
  const path = issue.path === '' ? '' : `${issue.path}: `;
  const lines = [`${at}${issue.severity}: ${path}${issue.message} [${issue.code}]`];
  if (issue.nearest !== undefined) lines.push(`    did you mean ${issue.nearest}?`);
  if (issue.allowed !== undefined) lines.push(`    allowed: ${issue.allowed}`);
  return `${lines.join('\n')}\n`;
}
