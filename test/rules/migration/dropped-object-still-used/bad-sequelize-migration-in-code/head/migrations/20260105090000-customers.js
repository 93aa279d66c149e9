module.exports = {
  up: (queryInterface, Sequelize) =>
    queryInterface.createTable('customers', {
      id: { type: Sequelize.UUID, primaryKey: true },
      email: { type: Sequelize.STRING },
      phone: { type: Sequelize.STRING },
    }),
  down: (queryInterface) => queryInterface.dropTable('customers'),
};
