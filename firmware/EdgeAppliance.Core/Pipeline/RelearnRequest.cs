namespace EdgeAppliance.Core.Pipeline;

/// <summary>Somebody's wish that a pipeline learn anew what is normal. All who ask before it is granted wait for the same answer.</summary>
/// <remarks>Any thread.</remarks>
internal sealed class RelearnRequest
{
    private TaskCompletionSource<bool>? _asked;

    /// <summary>What is asked for and not answered yet, or null.</summary>
    public TaskCompletionSource<bool>? Pending => Volatile.Read(ref _asked);

    /// <returns>True once it is stored that it is done; false where nothing learns.</returns>
    public Task<bool> Ask()
    {
        var asked = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = Interlocked.CompareExchange(ref _asked, asked, null);
        return (before ?? asked).Task;
    }

    public void Answer(TaskCompletionSource<bool> asked, bool learns)
    {
        Interlocked.CompareExchange(ref _asked, null, asked);
        asked.TrySetResult(learns);
    }

    public void Cancel() => Interlocked.Exchange(ref _asked, null)?.TrySetCanceled();
}
