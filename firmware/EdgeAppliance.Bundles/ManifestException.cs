namespace EdgeAppliance.Bundles;

/// <summary>A manifest that cannot be used; the message holds every error, one a line.</summary>
public sealed class ManifestException(IReadOnlyList<ManifestError> errors) : Exception(string.Join('\n', errors))
{
    public IReadOnlyList<ManifestError> Errors { get; } = errors;
}
