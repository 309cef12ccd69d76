namespace EdgeAppliance.Bundles.Tuf.Metadata;

/// <param name="Value">Empty where the key's holder has not signed yet.</param>
public sealed record TufSignature(string KeyId, byte[] Value);
