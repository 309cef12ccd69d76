using EdgeAppliance.Bundles;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Disk;
using EdgeAppliance.Daemon.Updates.Shelf;
using EdgeAppliance.Daemon.Updates.Slots;
using EdgeAppliance.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Daemon.Updates.Slots;

/// <summary>An image in a folder, whose script is played by the test: it reads requests and writes outcomes.</summary>
internal sealed class SystemWorld : IDisposable
{
    public const string Board = "edge-appliance-arm64";

    private readonly TemporaryFolder _folder = new();
    private int _boots;

    public SystemWorld()
    {
        Write("etc/rauc/system.conf", $"[system]\ncompatible={Board}\nbootloader=custom\n");
        Boot("A", "1.0.0");
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public BundleShelf Shelf { get; private set; } = null!;

    public SystemUpdates Systems { get; private set; } = null!;

    public string? Lacking { get; set; }

    public string? Wait { get; set; }

    public string? Never { get; set; }

    /// <summary>The lines of the request that is there; empty where there is none.</summary>
    public string[] Request => File.Exists(At("state/system/request")) ? File.ReadAllLines(At("state/system/request")) : [];

    /// <summary>What is asked for now: <c>install</c>, <c>restart</c>, <c>drop</c>, or nothing.</summary>
    public string? Asked => Request is { Length: > 0 } lines ? lines[1]["do=".Length..] : null;

    public ShelfEntry Newest => Shelf.Entries[0];

    /// <summary>The board starts from a slot.</summary>
    /// <param name="fallback">Why the version that was to start was given up; null where that is what starts.</param>
    public void Boot(string slot, string version, (string Version, string Reason)? fallback = null)
    {
        Write("usr/lib/edge-image/version", version + "\n");
        Write("proc/cmdline", $"root=x rauc.slot={slot} ro\n");
        Write("proc/sys/kernel/random/boot_id", $"boot-{++_boots}\n");
        Write($"data/os/attempt-{slot}", "started\n");
        if (fallback is { } given) Write("data/os/fallback", $"SLOT=B\nVERSION={given.Version}\nREASON={given.Reason}\n");
        Restart();
    }

    /// <summary>As after kill -9 of the daemon alone: what is on the disk is all there is.</summary>
    public void Restart()
    {
        Systems?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Shelf = new BundleShelf(At("state"), new UpdateDisk(), Time);
        Systems = Over(ImageState.Find(_folder.FullName));
        Systems.Start();
    }

    public SystemUpdates Over(ImageState? image) =>
        new(Shelf, image, new SystemSurroundings(At("state"), _ => Lacking, (_, _) => Wait, (_, _) => Never), Time, NullLogger.Instance);

    /// <summary>The image takes the request and notes what became of it.</summary>
    public void Answer(string state, string reason = "", bool takes = true)
    {
        string id = Request[0]["id=".Length..], version = Request[2]["version=".Length..];
        Note($$"""{"format":1,"id":"{{id}}","state":"{{state}}","version":"{{version}}","boot":"boot-{{_boots}}","reason":"{{reason}}"}""");
        if (takes) File.Delete(At("state/system/request"));
    }

    public void Note(string outcome) => Write("data/os/system-update.json", outcome);

    public void MarkGood(string slot) => Write($"data/os/attempt-{slot}", "healthy\n");

    public void Look() => Time.Advance(TimeSpan.FromSeconds(5));

    public BundleFolder Bundle(string version, string board = Board, string content = "hsqs and more")
    {
        string folder = At($"made-{Path.GetRandomFileName()}");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "os.raucb"), content);
        File.WriteAllText(Path.Combine(folder, "bundle.json"), $$"""{ "format": 1, "kind": "system", "name": "os", "version": "{{version}}", "file": "os.raucb", "board": "{{board}}", "provides": { "runtime": "1.31.1" } }""");
        return BundleFolder.Open(folder);
    }

    public InstallResult Install(string version) => Systems.Install(Bundle(version));

    /// <summary>As far as it goes before the board starts anew.</summary>
    public void InstallAndRestart(string version)
    {
        Assert.Null(Install(version).Error);
        Answer("installed");
        Look();
        Answer("restarting");
    }

    public string At(string path) => Path.Combine(_folder.FullName, path);

    public void Dispose() => _folder.Dispose();

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }
}
