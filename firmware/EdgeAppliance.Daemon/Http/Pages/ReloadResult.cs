namespace EdgeAppliance.Daemon.Http.Pages;

/// <param name="Errors">As <c>FILE:LINE: PATH: what is wrong</c>; the old configuration runs on where there is one.</param>
/// <param name="Changed">Paths of what was started, stopped or changed, such as <c>sources.pump</c>.</param>
internal sealed record ReloadResult(IReadOnlyList<string> Errors, IReadOnlyList<string> Changed)
{
    public bool IsDone => Errors.Count == 0;
}
