namespace EdgeAppliance.Core.Pictures;

/// <summary>A source that has pictures beside its readings.</summary>
public interface IPictureSource
{
    /// <summary>Copies the newest picture. Any thread.</summary>
    /// <returns>False where there is none yet; <paramref name="into"/> is then as it was.</returns>
    bool TryCopy(Picture into);
}
