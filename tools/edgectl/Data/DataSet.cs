namespace EdgeAppliance.Edgectl.Data;

/// <summary>A public data set at a fixed version, each file with its checksum.</summary>
internal sealed record DataSet(string Name, string Licence, Uri Address, DataFile[] Files);
