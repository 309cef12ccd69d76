namespace EdgeAppliance.Daemon.Configuration;

internal abstract record UplinkConfiguration(string Name, string Type);
