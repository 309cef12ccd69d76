using System.Text.Json;
using EdgeAppliance.Core.Files;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>Notes before a version is fetched that it is, as it comes what it has cost, and at the end whether it failed: so neither a restart
/// nor a power cut makes a device spend its budget twice, or fetch again what it could not take.</summary>
/// <remarks>Changed by one thread at a time; read by any.</remarks>
internal sealed class FetchJournal
{
    /// <summary>So much may come before it is noted.</summary>
    private const int NoteEveryBytes = 1 << 20;

    private readonly string _path;
    private volatile FetchState _state;
    private int _unnoted;

    /// <param name="path">Of the file; where it is damaged, counting begins anew.</param>
    public FetchJournal(string path)
    {
        _path = path;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _state = Read(path);
    }

    public FetchState State => _state;

    /// <summary>Goes on with what is being fetched, or begins anew.</summary>
    /// <returns>What has come for it already.</returns>
    /// <exception cref="IOException">The disk is full, read-only or failing; as for all members.</exception>
    public long Begin(string model, string version, DateTimeOffset now)
    {
        if (_state.Deployment is { } known && known.Model == model && known.Version == version) return known.Bytes;
        Change(_state with { Deployment = new FetchDeployment(model, version, now, 0) });
        return 0;
    }

    /// <summary>What has come in the period that <paramref name="now"/> is in; periods follow one another from 1970 on.</summary>
    public long InPeriod(TimeSpan every, DateTimeOffset now) => _state.Period is { } period && period.Began == BeganOf(every, now) ? period.Bytes : 0;

    public void Took(int bytes, TimeSpan? every, DateTimeOffset now)
    {
        var next = _state;
        if (next.Deployment is { } deployment) next = next with { Deployment = deployment with { Bytes = deployment.Bytes + bytes } };
        if (every is { } length) next = next with { Period = new FetchPeriod(BeganOf(length, now), InPeriod(length, now) + bytes) };
        _state = next;
        if ((_unnoted += bytes) >= NoteEveryBytes) Note();
    }

    /// <summary>Notes what was counted since the last time.</summary>
    public void Note()
    {
        if (_unnoted > 0) Change(_state);
    }

    /// <param name="failure">Why the version is not to be fetched again; null where it was taken.</param>
    public void End(string model, string version, string? failure)
    {
        Change(_state with { Deployment = null, Failed = With(model, version, failure is null ? null : new FailedVersion(model, version, failure)) });
    }

    /// <summary>Notes what a version waits for on this device, which may be asked again at any time.</summary>
    public void Lacks(FailedVersion lacking)
    {
        if (!_state.Failed.Contains(lacking)) Change(_state with { Failed = With(lacking.Model, lacking.Version, lacking) });
    }

    /// <summary>Whether it is not to be fetched again.</summary>
    public bool HasFailed(string model, string version) => _state.Failed.Any(failed => failed.Model == model && failed.Version == version && failed.For == FailedFor.Good);

    private IReadOnlyList<FailedVersion> With(string model, string version, FailedVersion? failed)
    {
        var others = _state.Failed.Where(other => other.Model != model || other.Version != version);
        return [.. failed is null ? others : others.Prepend(failed).Take(FetchState.FailedMax)];
    }

    public static byte[] ToUtf8(FetchState state) => JsonSerializer.SerializeToUtf8Bytes(state, FetchJson.Default.FetchState);

    private static DateTimeOffset BeganOf(TimeSpan every, DateTimeOffset now) => DateTimeOffset.UnixEpoch + every * Math.Floor((now - DateTimeOffset.UnixEpoch) / every);

    private void Change(FetchState state)
    {
        try
        {
            DurableFile.Replace(_path, ToUtf8(state));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
        (_state, _unnoted) = (state, 0);
    }

    private static FetchState Read(string path)
    {
        try
        {
            if (new FileInfo(path) is not { Exists: true, Length: <= FetchState.BytesMax }) return FetchState.None;
            var state = JsonSerializer.Deserialize(File.ReadAllBytes(path), FetchJson.Default.FetchState);
            return state is { Format: 1, Failed.Count: <= FetchState.FailedMax } ? state : FetchState.None;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // A version that failed is refused once more at worst.
            return FetchState.None;
        }
    }
}
