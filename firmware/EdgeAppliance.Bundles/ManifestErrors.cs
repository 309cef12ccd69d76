namespace EdgeAppliance.Bundles;

/// <summary>Gathers what is wrong with a manifest, so that all of it is told at once; a hostile file cannot make it grow without end.</summary>
internal sealed class ManifestErrors
{
    private const int ErrorsMax = 64;
    private readonly List<ManifestError> _errors = [];

    public bool Any => _errors.Count > 0;

    public IReadOnlyList<ManifestError> All => _errors;

    public void Add(string path, string message)
    {
        if (_errors.Count < ErrorsMax) _errors.Add(new ManifestError(path, message));
        else if (_errors.Count == ErrorsMax) _errors.Add(new ManifestError("$", "more is wrong than is listed here"));
    }
}
