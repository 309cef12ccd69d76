using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeAppliance.Bundles;

namespace EdgeAppliance.Inference.Repository.Versions;

/// <summary>Which versions of one model are installed, and the journal of how they came: everything that must change together, in one file
/// that is replaced whole.</summary>
/// <remarks>
/// The file <see cref="FileName"/> in the model's folder, frozen by a golden test. A version's files lie beside it in a folder of its name.
/// <code>
/// format     1
/// versions   [ version ]                          the one that runs, then those that could be gone back to
/// leftovers  [ version ]                          folders that may be there still, and are to go
/// blocked    [ { version, reason } ]              rolled back for what they did, newest first
/// installs   [ { id, version, stage, startedAt, reason*, endsAt*, restarts, settling* } ]    newest first; at most the first is under way
/// </code>
/// Where <c>versions</c> is empty, the model is what an operator put into the folder, or what was shipped.
/// </remarks>
public sealed record ModelVersions
{
    /// <summary>No version is named so, as versions begin with a letter or digit.</summary>
    public const string FileName = ".versions.json";
    public const int BytesMax = 256 << 10;
    public const int InstallsMax = 16;
    public const int BlockedMax = 32;
    private const int NamesMax = 64;

    /// <summary>Of a model that nothing was installed of.</summary>
    public static ModelVersions None { get; } = new() { Format = 1, Versions = [], Leftovers = [], Blocked = [], Installs = [] };

    public required int Format { get; init; }

    public required IReadOnlyList<string> Versions { get; init; }

    public required IReadOnlyList<string> Leftovers { get; init; }

    public required IReadOnlyList<BlockedVersion> Blocked { get; init; }

    public required IReadOnlyList<InstallEntry> Installs { get; init; }

    /// <summary>The installation that is under way; null where none is.</summary>
    [JsonIgnore]
    public InstallEntry? UnderWay => Installs is [{ IsUnderWay: true } first, ..] ? first : null;

    /// <summary>That of the version that runs, where it was committed a short time ago; else null.</summary>
    [JsonIgnore]
    public InstallEntry? Settling => Installs is [{ Stage: InstallStage.Committed, Settling: true } first, ..] && Versions is [var runs, ..] && runs == first.Version ? first : null;

    /// <returns>Null where the model has no such file.</returns>
    /// <exception cref="InvalidDataException">The file is damaged or cannot be read.</exception>
    public static ModelVersions? Read(string modelFolder)
    {
        string path = Path.Combine(modelFolder, FileName);
        try
        {
            if (new FileInfo(path) is not { Exists: true } file) return null;
            if (file.Length > BytesMax) throw new InvalidDataException($"{path} has {file.Length} bytes; the limit is {BytesMax}.");
            return Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InvalidDataException($"{path} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>As <see cref="Read"/>, and where the file is damaged the best guess: the version folders that are there, the newest first.</summary>
    /// <param name="damage">What is wrong with the file; null where nothing is.</param>
    public static ModelVersions ReadOrGuess(string modelFolder, out string? damage)
    {
        damage = null;
        try
        {
            return Read(modelFolder) ?? None;
        }
        catch (InvalidDataException e)
        {
            damage = e.Message;
            var folders = Directory.EnumerateDirectories(modelFolder).Where(path => BundlePath.IsVersion(Path.GetFileName(path)) && HasBundle(path)).Take(NamesMax);
            return None with { Versions = [.. folders.OrderByDescending(Directory.GetLastWriteTimeUtc).Select(path => Path.GetFileName(path))] };
        }
    }

    internal static bool HasBundle(string folder) => File.Exists(Path.Combine(folder, BundleManifest.FileName));

    /// <exception cref="JsonException">This is not such a file.</exception>
    public static ModelVersions Parse(ReadOnlySpan<byte> utf8)
    {
        var versions = JsonSerializer.Deserialize(utf8, VersionsJson.Default.ModelVersions) ?? throw new JsonException("It is null.");
        if (versions.Format != 1) throw new JsonException($"Its format is {versions.Format}, and 1 is known.");
        if (versions.Versions.Count > NamesMax || versions.Leftovers.Count > NamesMax || versions.Installs.Count > InstallsMax || versions.Blocked.Count > BlockedMax)
            throw new JsonException("It holds more than it may.");
        // They become paths, some of which are deleted.
        foreach (string version in versions.Versions.Concat(versions.Leftovers).Concat(versions.Installs.Select(install => install.Version)))
            if (!BundlePath.IsVersion(version)) throw new JsonException($"'{version}' is no version.");
        return versions;
    }

    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, VersionsJson.Default.ModelVersions);
}
