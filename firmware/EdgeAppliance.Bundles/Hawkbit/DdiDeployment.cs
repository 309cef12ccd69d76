namespace EdgeAppliance.Bundles.Hawkbit;

/// <summary>An action that the server has for this device.</summary>
/// <param name="Download">Whether its files are to be fetched.</param>
/// <param name="Update">Whether they are to be installed.</param>
/// <param name="HasWindow">Whether installing waits for a maintenance window of the server's; <paramref name="Update"/> says whether it is open.</param>
public sealed record DdiDeployment(string Id, DdiHandling Download, DdiHandling Update, bool HasWindow, IReadOnlyList<DdiChunk> Chunks)
{
    /// <summary>Whether nothing is ever to be installed: the server takes it for done once it is downloaded.</summary>
    public bool IsDownloadOnly => Update == DdiHandling.Skip && !HasWindow;
}
