namespace EdgeAppliance.Core.Steps.Pictures;

/// <summary>Reads the sizes that steps make pictures of.</summary>
internal static class PictureSize
{
    /// <summary>No model of these boards takes more.</summary>
    public const int SideMax = 4096;

    /// <returns>0 where it is not there.</returns>
    public static int Side(StepConfiguration configuration, string key) => configuration.Integer(key, 0, 1, SideMax);

    public static (int Width, int Height) Both(StepConfiguration configuration)
    {
        int width = Side(configuration, "width"), height = Side(configuration, "height");
        if (!configuration.Has("width")) configuration.Report("width", "is missing: how many pixels the picture shall have.");
        if (!configuration.Has("height")) configuration.Report("height", "is missing: how many pixels the picture shall have.");
        return (width, height);
    }
}
