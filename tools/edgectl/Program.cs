using EdgeAppliance.Edgectl;
using EdgeAppliance.Edgectl.Terminal;

return await EdgectlCommand.Run(args, new Surroundings(Screen.OfThisProcess(), TimeProvider.System), AppContext.BaseDirectory);
