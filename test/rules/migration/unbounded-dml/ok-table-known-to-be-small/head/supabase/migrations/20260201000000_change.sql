UPDATE depots SET name = 'closed';
