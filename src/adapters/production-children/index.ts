export { openProductionChildren, type ProductionChildrenOptions } from './open.ts';
export { serveTasks } from './serve.ts';
export { childEnvironment } from './child.ts';
