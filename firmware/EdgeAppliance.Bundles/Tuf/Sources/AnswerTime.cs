namespace EdgeAppliance.Bundles.Tuf.Sources;

/// <summary>Waits for a server no longer than told, whether it says nothing or trickles: nothing else would end a look at the repository.</summary>
public static class AnswerTime
{
    /// <summary>Until a metadata file is here, or the first byte of a target may be read.</summary>
    public static readonly TimeSpan Max = TimeSpan.FromMinutes(2);

    /// <param name="ask">What it returns is not bound to the time any more.</param>
    /// <param name="late">Made where the time is over.</param>
    public static async Task<T> Within<T>(TimeSpan max, TimeProvider time, Func<CancellationToken, Task<T>> ask, Func<Exception> late, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(max, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            return await ask(either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw late();
        }
    }

    /// <inheritdoc cref="Within"/>
    /// <exception cref="TufException">The time is over.</exception>
    public static Task<byte[]?> ForMetadata(string name, TimeProvider time, Func<CancellationToken, Task<byte[]?>> ask, CancellationToken cancel) =>
        Within(Max, time, ask, () => new TufException(TufFailure.TooSlow, $"'{name}' was not here after {Max.TotalSeconds:0} s."), cancel);

    /// <inheritdoc cref="Within"/>
    /// <exception cref="IOException">The time is over.</exception>
    public static Task<Stream?> ForTarget(string path, TimeProvider time, Func<CancellationToken, Task<Stream?>> ask, CancellationToken cancel) =>
        Within(Max, time, ask, () => new IOException($"The repository does not answer for '{path}' within {Max.TotalSeconds:0} s."), cancel);
}
