import { posix } from 'node:path';
import ts from 'typescript';

/** What the rules of the architecture want to know of one file. */
export interface SourceFacts {
  readonly path: string;
  readonly lineCount: number;
  /** Module names as written, of imports, exports, calls of import and require, and types. */
  readonly imports: readonly string[];
  /** Names used of each imported Node module, `*` when one cannot tell, such as `node:fs` -> `readFileSync`. */
  readonly nodeNames: ReadonlyMap<string, ReadonlySet<string>>;
  readonly hasExportStar: boolean;
  /** Members of `console` and `process` that are used as globals, such as `process.env`. */
  readonly globals: ReadonlySet<string>;
  /** Text literals that are compared with something: by an operator, a case, or a call such as `includes`. */
  readonly comparedTexts: readonly string[];
}

interface Draft {
  readonly imports: string[];
  readonly nodeNames: Map<string, Set<string>>;
  /** Local names that stand for a whole Node module. */
  readonly namespaces: Map<string, string>;
  readonly globals: Set<string>;
  readonly comparedTexts: string[];
  hasExportStar: boolean;
}

/** Parses one file, without types. */
export function readFacts(path: string, source: string): SourceFacts {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS);
  const draft: Draft = {
    imports: [],
    nodeNames: new Map(),
    namespaces: new Map(),
    globals: new Set(),
    comparedTexts: [],
    hasExportStar: false,
  };
  const visit = (node: ts.Node): void => {
    noteModule(draft, node);
    noteMember(draft, node);
    noteComparison(draft, node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  const { namespaces: _namespaces, ...facts } = draft;
  return { path, lineCount: source.replace(/\n$/, '').split('\n').length, ...facts };
}

function noteModule(draft: Draft, node: ts.Node): void {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    draft.imports.push(node.moduleSpecifier.text);
    noteClause(draft, node.moduleSpecifier.text, node.importClause);
  } else if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
    draft.imports.push(node.moduleSpecifier.text);
    draft.hasExportStar ||= node.exportClause === undefined || ts.isNamespaceExport(node.exportClause);
    addNodeName(draft, node.moduleSpecifier.text, '*');
  } else if (ts.isCallExpression(node) && isModuleCall(node.expression)) {
    const [argument] = node.arguments;
    const name = argument && ts.isStringLiteralLike(argument) ? argument.text : '*';
    draft.imports.push(name);
    addNodeName(draft, name, '*');
  } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    draft.imports.push(node.argument.getText().slice(1, -1));
  } else if (ts.isExternalModuleReference(node) && ts.isStringLiteral(node.expression)) {
    draft.imports.push(node.expression.text);
    addNodeName(draft, node.expression.text, '*');
  }
}

function isModuleCall(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
}

function noteClause(draft: Draft, module: string, clause: ts.ImportClause | undefined): void {
  if (clause === undefined || clause.isTypeOnly) {
    return;
  }
  if (clause.name !== undefined) {
    draft.namespaces.set(clause.name.text, module);
  }
  const bindings = clause.namedBindings;
  if (bindings !== undefined && ts.isNamespaceImport(bindings)) {
    draft.namespaces.set(bindings.name.text, module);
  } else if (bindings !== undefined) {
    for (const element of bindings.elements.filter((each) => !each.isTypeOnly)) {
      addNodeName(draft, module, (element.propertyName ?? element.name).text);
    }
  }
}

/** Node's own modules under one name, with or without `node:`. */
function addNodeName(draft: Draft, module: string, name: string): void {
  const key = module.replace(/^node:/, '');
  if (!draft.nodeNames.has(key)) {
    draft.nodeNames.set(key, new Set());
  }
  draft.nodeNames.get(key)?.add(name);
}

function noteMember(draft: Draft, node: ts.Node): void {
  if (!ts.isIdentifier(node) || isOnlyAName(node)) {
    return;
  }
  const parent = node.parent;
  const member =
    ts.isPropertyAccessExpression(parent) && parent.expression === node
      ? parent.name.text
      : ts.isElementAccessExpression(parent) && ts.isStringLiteralLike(parent.argumentExpression)
        ? parent.argumentExpression.text
        : '*';
  const module = draft.namespaces.get(node.text);
  if (module !== undefined && !ts.isImportClause(parent) && !ts.isNamespaceImport(parent)) {
    addNodeName(draft, module, member);
  } else if (module === undefined && (node.text === 'console' || node.text === 'process')) {
    draft.globals.add(`${node.text}.${member}`);
  }
}

/** A name that is no reference: a member after a dot, a key of an object, a field of a type. */
function isOnlyAName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    ((ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isBindingElement(parent)) &&
      parent.name === node) ||
    ts.isImportSpecifier(parent)
  );
}

const comparingCalls = new Set(['includes', 'startsWith', 'endsWith', 'indexOf', 'match', 'test', 'has', 'equals']);
const comparingOperators = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
]);

function noteComparison(draft: Draft, node: ts.Node): void {
  const add = (operands: readonly ts.Node[]) =>
    draft.comparedTexts.push(...operands.filter(ts.isStringLiteralLike).map((operand) => operand.text));
  if (ts.isBinaryExpression(node) && comparingOperators.has(node.operatorToken.kind)) {
    add([node.left, node.right]);
  } else if (ts.isCaseClause(node)) {
    add([node.expression]);
  } else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    if (comparingCalls.has(node.expression.name.text)) {
      const { expression } = node.expression;
      add([...node.arguments, ...(ts.isArrayLiteralExpression(expression) ? expression.elements : [])]);
    }
  }
}

/** The path that a relative module name means, without an ending, or undefined for a package. */
export function resolveRelative(from: string, module: string): string | undefined {
  return module.startsWith('.') ? posix.join(posix.dirname(from), module).replace(/\.(?:[jt]s)$/, '') : undefined;
}
