using EdgeAppliance.Bundles;
using EdgeAppliance.Inference.Repository.Versions;

namespace EdgeAppliance.Inference.Repository;

/// <summary>Where the models lie: installed versions <c>{folder}/{model}/{version}/</c>, an operator's own layout <c>{folder}/{model}/</c>, and
/// the shipped ones <c>{shipped}/{model}/</c>, in that order.</summary>
internal sealed class ModelFolders(ModelRepositoryOptions options)
{
    public IEnumerable<string> Names()
    {
        foreach (string? folder in new[] { options.Folder, options.Shipped })
        {
            if (folder is null || !Directory.Exists(folder)) continue;
            foreach (string path in Directory.EnumerateDirectories(folder))
                if (Path.GetFileName(path) is var name && BundlePath.IsName(name) && Of(name).Count > 0) yield return name;
        }
    }

    /// <summary>The folders that hold the model: the one that should run, then those to fall back to.</summary>
    public IReadOnlyList<string> Of(string name) => [.. Installed(name), .. Found(name)];

    /// <summary>The folders of the model that nobody installed.</summary>
    public IReadOnlyList<string> Found(string name)
    {
        var found = new List<string> { Path.Combine(options.Folder, name) };
        if (options.Shipped is { } shipped) found.Add(Path.Combine(shipped, name));
        return found.FindAll(ModelVersions.HasBundle);
    }

    private IEnumerable<string> Installed(string name)
    {
        string folder = Path.Combine(options.Folder, name);
        return ModelVersions.ReadOrGuess(folder, out _).Versions.Select(version => Path.Combine(folder, version)).Where(ModelVersions.HasBundle);
    }
}
