using System.Text.Json.Nodes;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Bundles.Tuf.Repository;
using EdgeAppliance.Edgectl.Repo;
using EdgeAppliance.FunctionalTests.Updates;

namespace EdgeAppliance.Bench.Updates;

/// <summary>A repository with ever new versions of a model that is shipped, each made larger by text that no other has.</summary>
internal sealed class UpdateRepository
{
    private readonly string _folder;
    private readonly string _shipped;
    private readonly TufRepository _repository;
    private readonly List<TufSigner> _signers = [];
    private readonly Random _chance = new(20261127);

    /// <param name="folder">Where it is made.</param>
    /// <param name="shipped">The model's bundle.</param>
    public UpdateRepository(string folder, string shipped)
    {
        (_folder, _shipped) = (folder, shipped);
        _repository = TufRepository.Create(Directory.CreateDirectory(Served).FullName);
        foreach (var role in _repository.Roles.Values)
        {
            var signer = EcdsaSigner.Generate();
            role.Add(signer.Key);
            _signers.Add(signer);
        }
        Publish();
    }

    public string Served => Path.Combine(_folder, "repository");

    public string Root => Path.Combine(Served, "metadata/1.root.json");

    /// <returns>The folder of a version that is not published.</returns>
    public string Make(string version, int ballastBytes)
    {
        string to = Path.Combine(_folder, "made", version);
        var bundle = BundleFolder.Open(_shipped);
        foreach (string file in bundle.Manifest.Files())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, file))!);
            File.Copy(Path.Combine(_shipped, file), Path.Combine(to, file));
        }
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(_shipped, BundleManifest.FileName)))!;
        manifest["version"] = version;
        manifest.AsObject().Remove("sha256");
        File.WriteAllText(Path.Combine(to, BundleManifest.FileName), manifest.ToJsonString());
        if (ballastBytes > 0) Ballast.Add(Path.Combine(to, bundle.Manifest.File), Ballast.Random(ballastBytes, _chance));
        return to;
    }

    public void Publish(string version, int ballastBytes)
    {
        BundleTargets.Add(_repository, Make(version, ballastBytes), Directory.CreateDirectory(Path.Combine(_folder, "scratch")).FullName);
        Publish();
    }

    private void Publish() => _repository.Publish(_signers, new Lifetimes(), TimeProvider.System.GetUtcNow());
}
