using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Flash;

/// <summary>A line that grows, where a person looks on.</summary>
internal sealed class ProgressBar(Screen screen)
{
    private const int Cells = 40;

    /// <param name="share">From 0 to 1.</param>
    public void Show(string what, double share)
    {
        int full = (int)(Math.Clamp(share, 0, 1) * Cells);
        screen.Progress($"{what,-13}[{new string('#', full)}{new string('.', Cells - full)}] {share,4:P0}");
    }
}
