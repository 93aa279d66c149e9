export const visits = () => 0;
