namespace EdgeAppliance.Storage.Documents;

/// <summary>What lies on the disk is not what was written there: the files belong into quarantine.</summary>
public sealed class StoreDamagedException(string message, Exception? inner = null) : Exception(message, inner);
