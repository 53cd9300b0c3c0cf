export { readRecipe, setKinds, type SetKind, type SetRecipe } from './recipe.ts';
export { trySets, type SetTrial, type TrialRooms } from './trial.ts';
export { closingTasksOf, openSetMaker, type SetMakerRooms, type SetOptions } from './closing.ts';
