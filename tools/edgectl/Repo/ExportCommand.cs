using System.CommandLine;
using System.Globalization;
using EdgeAppliance.Bundles.Tuf.Sources;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Repo;

/// <summary><c>edgectl repo export</c>: a repository for a stick, as devices without a network take it.</summary>
internal static class ExportCommand
{
    public static Command Create(Surroundings around)
    {
        var folder = new RepoOptions().Folder;
        var to = new Argument<string>("to") { Description = "A folder, as of a mounted stick; what is there already and right is left." };
        var root = new Option<string?>("--root") { Description = "The root that devices start from; else the repository's first." };
        var bundles = new Option<string[]>("--bundle") { Description = "Only bundles of this name, or NAME@VERSION; may be given again." };
        var command = new Command("export", "Copy a repository, as far as it is sound, to a stick or a folder.") { folder, to, root, bundles };
        command.SetAction((parsed, stop) => RepoOptions.GuardAsync(around.Screen, async () =>
        {
            string path = parsed.GetValue(folder)!;
            byte[] first = await File.ReadAllBytesAsync(parsed.GetValue(root) ?? Path.Combine(path, FolderSource.Metadata, "1.root.json"), stop);
            var (files, bytes) = await new RepositoryExport(path, parsed.GetValue(bundles) ?? []).Run(first, parsed.GetValue(to)!, around.Time.GetUtcNow(), stop);
            around.Screen.Line(string.Create(CultureInfo.InvariantCulture, $"{parsed.GetValue(to)}: {files} files, {Amounts.Bytes(bytes)} copied"));
        }));
        return command;
    }
}
