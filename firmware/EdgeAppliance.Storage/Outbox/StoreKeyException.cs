namespace EdgeAppliance.Storage.Outbox;

/// <summary>The store is encrypted with another key, or a key is missing. Nothing was changed.</summary>
public sealed class StoreKeyException(string message) : Exception(message);
