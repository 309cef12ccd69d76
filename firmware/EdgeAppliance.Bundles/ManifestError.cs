namespace EdgeAppliance.Bundles;

/// <summary>One thing that is wrong with a manifest: where, and what.</summary>
/// <param name="Path">As <c>inputs[0].shape</c>; <c>$</c> is the whole file.</param>
public sealed record ManifestError(string Path, string Message)
{
    public override string ToString() => $"{Path}: {Message}";
}
