namespace EdgeAppliance.Daemon.Updates.Shelf;

/// <summary>The file <c>bundles/shelf.json</c> in the state directory: <c>{"format":1,"entries":[…]}</c>, the newest entry first.</summary>
internal sealed record ShelfFile(int Format, IReadOnlyList<ShelfEntry> Entries)
{
    public const string Name = "shelf.json";
    public const int FormatNow = 1;
}
