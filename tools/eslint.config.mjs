import tseslint from 'typescript-eslint';

const noEnvironment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'The environment is read in src/app only.',
};

export default [
  { ignores: ['**/node_modules/**', 'tools/trespasses/**', 'data/**'] },
  {
    files: ['**/*.ts'],
    languageOptions: { parser: tseslint.parser },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      ...tseslint.configs.recommended.reduce((all, part) => ({ ...all, ...part.rules }), {}),
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      'no-control-regex': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      'no-console': 'error',
      eqeqeq: ['error', 'always'],
      'prefer-const': 'error',
      'no-var': 'error',
      'no-restricted-syntax': ['error', noEnvironment],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ['src/app/**', 'src/adapters/production-children/**', '**/*.test.ts', 'test/**', 'bench/**', 'tools/**'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['bench/**', 'tools/**'], rules: { 'no-console': 'off' } },
  { files: ['src/wire/types/**', 'src/wire/operations/**', '**/*.test.ts'], rules: { 'max-lines': 'off' } },
];
