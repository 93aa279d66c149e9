module.exports = {
  up: (queryInterface) => queryInterface.removeColumn('customers', 'phone'),
  down: (queryInterface, Sequelize) => queryInterface.addColumn('customers', 'phone', { type: Sequelize.STRING }),
};
