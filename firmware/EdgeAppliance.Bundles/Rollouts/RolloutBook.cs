using System.Text.Json;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Bundles.Tuf.Repository;

namespace EdgeAppliance.Bundles.Rollouts;

/// <summary>The rollouts of a repository that is being changed, of its top role and of those that it delegates to; devices hear of it once that is published.</summary>
public sealed class RolloutBook(TufRepository repository)
{
    /// <summary>By their ids.</summary>
    /// <exception cref="Tuf.TufException">One of them cannot be read.</exception>
    public IReadOnlyList<PublishedRollout> All =>
        [.. repository.Delegations.SelectMany(role => role.Targets.Values).Concat(repository.Targets.Values).Select(Read).OfType<PublishedRollout>().OrderBy(published => published.Rollout.Id, StringComparer.Ordinal)];

    /// <exception cref="BundleException">There is none of that id.</exception>
    public PublishedRollout Find(string id) => All.FirstOrDefault(published => published.Rollout.Id == id) ?? throw new BundleException($"there is no rollout '{id}'");

    /// <exception cref="BundleException">The version is not published, has a rollout, or the id is another's.</exception>
    public void Create(string bundle, string version, Rollout rollout)
    {
        if (!BundlePath.IsName(rollout.Id)) throw new BundleException($"'{rollout.Id}' is no name for a rollout: small letters, digits and '-'");
        if (All.Any(other => other.Rollout.Id == rollout.Id)) throw new BundleException($"there is a rollout '{rollout.Id}' already");
        if (Read(Manifest(bundle, version)) is { } known) throw new BundleException($"{bundle} {version} has the rollout '{known.Rollout.Id}' already");
        Put(bundle, version, rollout);
    }

    /// <exception cref="BundleException">There is none of that id, or the change is refused.</exception>
    public PublishedRollout Change(string id, Func<Rollout, Rollout> change)
    {
        var known = Find(id);
        var changed = known with { Rollout = change(known.Rollout) };
        Put(known.Bundle, known.Version, changed.Rollout);
        return changed;
    }

    private void Put(string bundle, string version, Rollout rollout)
    {
        var manifest = Manifest(bundle, version);
        var custom = RolloutWriter.Into(manifest.Custom, rollout);
        // What devices would not understand is not published.
        RolloutReader.Read(custom);
        if (repository.Targets.ContainsKey(manifest.Name))
        {
            repository.Targets[manifest.Name] = manifest with { Custom = custom };
            repository.ChangeTargets();
            return;
        }
        var role = Role(manifest.Name)!;
        role.Targets[manifest.Name] = manifest with { Custom = custom };
        role.IsChanged = true;
    }

    private Delegation? Role(string target) => repository.Delegations.Find(role => role.Targets.ContainsKey(target));

    private TargetFile Manifest(string bundle, string version)
    {
        string name = $"bundles/{bundle}/{version}/{BundleManifest.FileName}";
        var manifest = repository.Targets.GetValueOrDefault(name) ?? Role(name)?.Targets[name];
        return manifest is { Custom.ValueKind: JsonValueKind.Object } ? manifest : throw new BundleException($"{bundle} {version} is not published here");
    }

    private static PublishedRollout? Read(TargetFile target)
    {
        if (target.Name.Split('/') is not ["bundles", var bundle, var version, BundleManifest.FileName]) return null;
        return RolloutReader.Read(target.Custom) is { } rollout ? new PublishedRollout(bundle, version, rollout) : null;
    }
}
