namespace EdgeAppliance.Core.Steps.Privacy;

/// <summary>Brings a place to the middle of its cell. Cells lie in bands of equal height; each band has as many of equal width as fit in without
/// one being narrower than it is high, so that a cell hides as much near a pole as at the equator.</summary>
internal sealed class PlaceGrid(string latitude, string longitude, double cellMetres)
{
    // Of a sphere with the earth's mean radius of 6371008.8 m (IUGG).
    private const double MetresPerDegree = 111_195.0797;

    private readonly double _height = cellMetres / MetresPerDegree;

    public string Latitude => latitude;

    public string Longitude => longitude;

    /// <summary>Both are missing where one is, or is no place on earth.</summary>
    public void Coarsen(ref double north, ref double east)
    {
        if (!(north is >= -90 and <= 90 && double.IsFinite(east)))
        {
            (north, east) = (double.NaN, double.NaN);
            return;
        }
        double band = Math.Floor((Math.Min(north, 89.9999999) + 90) / _height);
        double middle = Math.Min(-90 + (band + 0.5) * _height, 90);
        double cells = Math.Max(1, Math.Floor(360 * Math.Cos(middle * Math.PI / 180) / _height));
        double turned = (east + 180) % 360;
        if (turned < 0) turned += 360;
        double cell = Math.Min(Math.Floor(turned / 360 * cells), cells - 1);
        north = Math.Round(middle, 6);
        east = Math.Round(-180 + (cell + 0.5) * 360 / cells, 6);
    }
}
