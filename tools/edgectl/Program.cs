using EdgeAppliance.Edgectl;
using EdgeAppliance.Edgectl.Terminal;

using var signals = new StopSignals();
return await EdgectlCommand.Run(args, new Surroundings(Screen.OfThisProcess(), TimeProvider.System), AppContext.BaseDirectory, signals.Token);
