export default {
  "admin.home.title": "Verwaltung",
  "admin.home.welcome": "Den Tag führen.",
};
