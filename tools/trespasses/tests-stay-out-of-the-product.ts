// plant: src/library/planted-test.ts
export * from '../../test/build/planted-fixture.ts';
