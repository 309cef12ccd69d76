using System.CommandLine;
using EdgeAppliance.Bundles.Intake;
using EdgeAppliance.Bundles.Packing;
using EdgeAppliance.Bundles.Signatures;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Edgectl.Repo;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Bundles;

/// <summary><c>edgectl bundle sign</c>: for devices that get archives from hawkBit, and are told whose signatures count.</summary>
internal static class SignCommand
{
    public static Command Create(Surroundings around)
    {
        var archive = new Argument<string>("archive") { Description = "What 'edgectl bundle pack' wrote." };
        var options = new RepoOptions();
        var command = new Command("sign", "Write a signature beside an archive, NAME-VERSION.tar.sig, for devices whose configuration names the keys.") { archive, options.Keys, options.Signers };
        command.SetAction(parsed => RepoOptions.Guard(around.Screen, () =>
        {
            string path = parsed.GetValue(archive)!;
            File.WriteAllBytes(path + ArchiveSignature.Suffix, Of(path).Sign(options.Load(parsed)));
            around.Screen.Line($"{path}{ArchiveSignature.Suffix} is written; both are files of one software module");
        }));
        return command;
    }

    private static ArchiveSignature Of(string path)
    {
        using var unpacked = UnpackedBundle.Open(path, BundleLimits.Standard, Path.Combine(Path.GetTempPath(), $"edgectl-bundle-{Path.GetRandomFileName()}"));
        var (manifest, archive) = (unpacked.Bundle.Manifest, ArchiveTarget.Of(path));
        return new ArchiveSignature(manifest.Name, manifest.Version, manifest.Kind, new TargetFile(manifest.Name, archive.Length, new Dictionary<string, byte[]> { ["sha256"] = archive.Sha256 }, default));
    }
}
