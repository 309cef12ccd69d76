using System.CommandLine;
using System.Globalization;
using EdgeAppliance.Bundles.Tuf.Sources;
using EdgeAppliance.Bundles.Tuf.Sources.Oci;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Repo;

/// <summary><c>edgectl repo push-oci</c>: a repository for an OCI registry.</summary>
internal static class PushOciCommand
{
    public static Command Create(Surroundings around)
    {
        var folder = new RepoOptions().Folder;
        var to = new Argument<string>("to") { Description = "As oci://registry.example/edge/fleet:tuf; oci+http:// where it is not encrypted." };
        var user = new Option<string?>("--user") { Description = "The registry's user." };
        var password = new Option<string?>("--password-file") { Description = "The file with the user's password." };
        var about = new Option<string?>("--attach-to") { Description = "A tag or digest that devices name: the metadata are attached to it, in place of a tag of their own." };
        var command = new Command("push-oci", "Send a repository, as far as it is sound, to an OCI registry: bundles as artifacts, their files by digest.") { folder, to, user, password, about };
        command.SetAction((parsed, stop) => RepoOptions.GuardAsync(around.Screen, async () =>
        {
            string path = parsed.GetValue(folder)!;
            var place = Uri.TryCreate(parsed.GetValue(to), UriKind.Absolute, out var url) && OciReference.TryParse(url) is { } read ? read : throw new InvalidDataException($"'{parsed.GetValue(to)}' is no place in a registry, as oci://registry.example/edge/fleet:tuf");
            var credentials = parsed.GetValue(user) is { } name ? new OciCredentials(name, File.ReadLines(parsed.GetValue(password) ?? throw new InvalidDataException("--user needs a --password-file")).FirstOrDefault() ?? "") : null;
            byte[] root = await File.ReadAllBytesAsync(Path.Combine(path, FolderSource.Metadata, "1.root.json"), stop);
            using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
            var push = new OciPush(new OciRegistry(http, place, credentials), path, around.Time);
            var (blobs, digest) = await push.Run(root, parsed.GetValue(about), stop);
            around.Screen.Line(string.Create(CultureInfo.InvariantCulture, $"{parsed.GetValue(to)}: {blobs} blobs sent, metadata {digest}"));
        }));
        return command;
    }
}
