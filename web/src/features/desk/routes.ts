export const deskRoutes = [] as const;
