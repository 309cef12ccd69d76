using EdgeAppliance.Bundles;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Updates.Shelf;

/// <summary>What the shelf holds, as the page shows it.</summary>
internal static class ShelfPage
{
    public static InstalledPage Of(BundleShelf shelf) => new()
    {
        Configuration = shelf.Configuration is { } entry ? Status(entry) : null,
        Prompts = [.. InForce(shelf, BundleKind.Prompts).SelectMany(prompts => Prompts(shelf, prompts))],
        Models = [.. InForce(shelf, BundleKind.Models).Select(Status)],
        Installs = [.. shelf.Entries.Select(BundleDoor.Page)],
    };

    private static IEnumerable<ShelfEntry> InForce(BundleShelf shelf, BundleKind kind) =>
        shelf.Entries.Where(entry => entry.Kind == kind && entry.State == InstallState.Committed).DistinctBy(entry => entry.Name).OrderBy(entry => entry.Name, StringComparer.Ordinal);

    private static InstalledBundle Status(ShelfEntry entry) => new(entry.Name, entry.Version, entry.State, entry.StartedAt);

    private static IEnumerable<PromptStatus> Prompts(BundleShelf shelf, ShelfEntry entry)
    {
        string folder = shelf.FolderOf(entry);
        IReadOnlyDictionary<string, string> prompts;
        try
        {
            prompts = BundleFolder.Open(folder).Manifest.Prompts;
        }
        catch (BundleException)
        {
            // Gone from under the appliance; the next version brings it back.
            yield break;
        }
        foreach (var (name, file) in prompts.OrderBy(prompt => prompt.Key, StringComparer.Ordinal))
            if (new FileInfo(Path.Combine(folder, file)) is { Exists: true } text) yield return new PromptStatus(entry.Name, entry.Version, name, text.Length);
    }
}
