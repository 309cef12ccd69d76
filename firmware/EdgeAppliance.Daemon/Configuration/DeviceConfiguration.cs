namespace EdgeAppliance.Daemon.Configuration;

/// <param name="Id">Stands in topics and record ids, so it has letters, digits and <c>. _ -</c> only.</param>
internal sealed record DeviceConfiguration(string Id, IReadOnlyDictionary<string, string> Tags);
