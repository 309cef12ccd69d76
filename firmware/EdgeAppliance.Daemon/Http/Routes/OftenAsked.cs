namespace EdgeAppliance.Daemon.Http.Routes;

/// <summary>Stands on a route whose requests are not worth a line of the log each.</summary>
internal sealed class OftenAsked
{
    public static OftenAsked Mark { get; } = new();
}
