using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Intake;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Fetch;
using EdgeAppliance.Daemon.Updates.Slots;

namespace EdgeAppliance.Daemon.Updates.Shelf;

/// <summary>Where bundles of every kind come in: each is unpacked within limits, held against its hashes and against what this device has, and
/// goes where its kind belongs. Any thread; one bundle at a time.</summary>
/// <param name="scratch">A folder of its own, emptied each time.</param>
internal sealed class BundleDoor(string scratch, BundleShelf shelf, ConfigurationTrials configurations, ModelDoor models, SystemUpdates systems)
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <param name="path">A folder or an archive, which is not needed any more when the task is done.</param>
    public Task<InstallResult> Install(string path, CancellationToken stop) => InTurn(async () =>
    {
        using var unpacked = UnpackedBundle.Open(path, BundleLimits.Standard, scratch);
        return await Install(unpacked.Bundle, stop);
    }, stop);

    /// <param name="folder">Of a bundle whose files are known to be the promised ones; they may be moved away.</param>
    public Task<InstallResult> InstallTrusted(string folder, CancellationToken stop) => InTurn(() => Install(BundleFolder.Open(folder), stop), stop);

    public static InstallStatus Page(ShelfEntry entry) => new()
    {
        Id = entry.Id, Model = entry.Name, Version = entry.Version, State = entry.State, Reason = entry.Reason, StartedAt = entry.StartedAt, EndsAt = entry.EndsAt,
    };

    private async Task<InstallResult> InTurn(Func<Task<InstallResult>> install, CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        try
        {
            return await install();
        }
        catch (Exception e) when (e is BundleException or IOException or UnauthorizedAccessException)
        {
            return new InstallResult(null, e.Message) { IsBundlesFault = e is BundleException };
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<InstallResult> Install(BundleFolder bundle, CancellationToken stop)
    {
        if (Lacks(bundle.Manifest, bundle.Manifest, "") is { } lacking) return lacking;
        switch (bundle.Manifest.Kind)
        {
            case BundleKind.Model: return await models.Install(bundle.Path, stop);
            case BundleKind.Models: return await InstallModels(bundle, stop);
            case BundleKind.Prompts: return InstallPrompts(bundle);
            case BundleKind.System: return systems.Install(bundle);
            default:
                var (begun, error) = await configurations.Install(bundle, stop);
                return new InstallResult(begun is null ? null : Page(begun), error);
        }
    }

    /// <summary>All of them, or none; one that runs already is left alone. Where one meets what passes, the set is not refused, and can be installed later.</summary>
    private async Task<InstallResult> InstallModels(BundleFolder bundle, CancellationToken stop)
    {
        var members = bundle.Manifest.Members.Select(bundle.Member).ToList();
        foreach (var member in members)
            if (Lacks(bundle.Manifest, member.Manifest, $"{member.Manifest.Name}: ") is { } lacking) return lacking;
        var result = await models.InstallSet(bundle.Manifest, [.. members.Select(member => member.Path)], stop);
        var followed = shelf.Entries.FirstOrDefault(entry => entry.Name == bundle.Manifest.Name && entry.Version == bundle.Manifest.Version);
        if (result.Error is { } error) return result.IsBundlesFault && followed is not { State: InstallState.Refused } ? Refused(bundle.Manifest, error) : result;
        if (result.IsRunning) followed = shelf.Begin(bundle.Manifest, InstallState.Committed, null, TimeSpan.Zero, []);
        return followed is null ? new InstallResult(null, "It is on trial, and what becomes of it could not be noted.") : new InstallResult(Page(followed), null);
    }

    private InstallResult InstallPrompts(BundleFolder bundle)
    {
        if (shelf.Current(bundle.Manifest.Name)?.Version == bundle.Manifest.Version) return new InstallResult(null, $"{bundle.Manifest.Name} {bundle.Manifest.Version} is here already.");
        if (PromptTexts.WhyNot(bundle) is { } wrong) return Refused(bundle.Manifest, wrong);
        shelf.Place(bundle);
        return new InstallResult(Page(shelf.Begin(bundle.Manifest, InstallState.Committed, null, TimeSpan.Zero, [])), null);
    }

    /// <summary>A channel that no source has sent yet may still come.</summary>
    private InstallResult? Lacks(BundleManifest bundle, BundleManifest member, string prefix)
    {
        if (Lacking.Of(member, models.WhyNot) is not { } lacking) return null;
        return lacking.IsPassing ? new InstallResult(null, prefix + lacking.Reason) : Refused(bundle, prefix + lacking.Reason);
    }

    private InstallResult Refused(BundleManifest manifest, string reason)
    {
        if (manifest.Kind != BundleKind.Model) shelf.Begin(manifest, InstallState.Refused, reason, TimeSpan.Zero, []);
        return new InstallResult(null, reason) { IsBundlesFault = true };
    }
}
